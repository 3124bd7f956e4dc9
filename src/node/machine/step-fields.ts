/** The keys that steps of several verbs have in common. */

import { z } from 'zod';
import { ERRNO, type Errno } from '../../core/abi/errno.ts';
import { STATUS, type StatusName } from '../../core/abi/statuses.ts';
import { RM_ERRORS, type RmErrorName } from '../../core/gunyah/wire/errors.ts';
import { keyed } from './keyed.ts';
import { address, bytes, count, range, whole, wide, word } from './numbers.ts';
import { RULE_IDS, rulesLike } from './suggest.ts';
import { attributes, flags, isNumeral, nameSaying, partition, permissions, registers } from './words.ts';

const HANDLE = 'the name that `as` gave a transaction, or a handle as a number';
export const handle = z
  .union([wide, nameSaying(HANDLE)], { error: HANDLE })
  .meta({ description: 'The transaction: the name that `as` gave it, or a handle as a number.' });

const errnos = Object.keys(ERRNO) as [Errno, ...Errno[]];
/** Of both managers; some have the same name in both. */
const statuses: readonly (StatusName | RmErrorName)[] = [
  ...new Set([...(Object.keys(STATUS) as StatusName[]), ...RM_ERRORS]),
];
// Ids name definitions of the JSON Schema, which would otherwise repeat these long lists in every verb.
const ruleId = z.enum(RULE_IDS, { error: ({ input }) => ruleHelp(input) }).meta({ id: 'rule' });
const REFUSED = 'the id of a rule, or some of { rule, status, bytes, register }';
const refused = z
  .union(
    [
      ruleId,
      keyed({
        rule: ruleId.optional().meta({ description: 'The id of the rule that refuses the call.' }),
        status: z
          .enum(statuses)
          .optional()
          .meta({ description: 'The status of FFA_ERROR, or the error of the resource manager.' }),
        bytes: range.optional().meta({
          description:
            'The bytes of the descriptor or of the request that break the rule, OFFSET+LENGTH: 24+4.',
        }),
        register: whole(0, 17, 'the number of a register, 0 to 17')
          .optional()
          .meta({ description: 'The argument register that breaks the rule: 3 for w3 and x3.' }),
      }).refine((refusal) => Object.keys(refusal).length > 0, { error: REFUSED }),
    ],
    { error: ({ input }) => (typeof input === 'string' ? ruleHelp(input) : REFUSED) },
  )
  .meta({ id: 'refusal', description: 'The call has to be refused: by this rule, or as the map says.' });

function ruleHelp(found: unknown): string {
  const like = typeof found === 'string' ? rulesLike(found) : [];
  return `the id of a rule${like.length === 0 ? '' : `; did you mean ${like.join(', ')}?`}`;
}

export const note = z.string().optional().meta({ description: 'What a reader should know. It is printed.' });

/** What every step has that a partition does. */
export const common = {
  by: partition.meta({ description: 'The partition or VM that does it.' }),
  vcpu: whole(0, 0xffff, 'the number of an execution context, 0 or more')
    .optional()
    .meta({ description: 'Its execution context. 0 when left out.' }),
  note,
  refused: refused.optional(),
  errno: z
    .enum(errnos, { error: `an error number: ${errnos.join(', ')}` })
    .meta({ id: 'errno', description: 'What the driver of the partition has to make of a failure.' })
    .optional(),
  faults: z
    .enum(['translation', 'permission'])
    .optional()
    .meta({ description: 'An access to memory has to fault in this way.' }),
};

/** Names of partitions, or numbers of endpoints that nobody needs to be. */
const receiver = z
  .string()
  .refine((text) => (isNumeral(text) ? Number(text) <= 0xffff : partition.safeParse(text).success), {
    error: 'the name of a partition, or an endpoint id of 16 bits',
  })
  .meta({ names: 'endpoint' });

/** A partition by its name, or the id of an endpoint that nobody needs to be. */
export const other = z.union([whole(0, 0xffff, 'an endpoint id of 16 bits'), partition], {
  error: 'the name of a partition, or an endpoint id of 16 bits',
});

export const receivers = z.record(receiver, permissions.meta({ id: 'permissions' }), {
  error: 'receivers: { NAME: PERMISSIONS }',
});

const patch = z
  .record(z.string().regex(/^\d+$/, { error: 'an offset in the descriptor, in bytes' }), bytes, {
    error: 'bytes by their offset: { 24: "ff" }',
  })
  .optional()
  .meta({ description: 'Bytes written over the descriptor before it is sent, by offset.' });
export const firstRegisters = registers.optional().meta({
  description: 'Argument registers of the first call that differ from what the descriptor asks for.',
});

/** Ways to send something else than a careful driver would. */
export const spoiling = { patch, registers: firstRegisters };

/** The receivers of a send: without one there is no place for its memory in a descriptor. */
export const someReceivers = receivers.refine((map) => Object.keys(map).length > 0, {
  error: 'one receiver or more: { vault: RW }',
});

export const tag = wide.optional().meta({ description: 'The tag of the transaction.' });
export const memoryAttributes = attributes
  .optional()
  .meta({ description: 'Memory attributes: normal, device, unspecified, or a number.' });
export const transactionFlags = flags.optional().meta({ description: 'Flags of the transaction.' });
export const wideCalls = z
  .boolean({ error: 'true or false' })
  .optional()
  .meta({ description: 'Whether the 64-bit form of the call is used.' });
export const stopAfter = count;

export const bufferKeys = {
  tx: address.meta({ description: 'Where TX is, in addresses of the partition.' }),
  rx: address.meta({ description: 'Where RX is, in addresses of the partition.' }),
  pages: word.default(1).meta({ description: 'Pages of each of the two.' }),
};
