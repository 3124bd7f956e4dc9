/** The steps of a scenario, as a machine file writes them. */

import { z } from 'zod';
import { STATUS, type StatusName } from '../../core/abi/statuses.ts';
import {
  address,
  attributes,
  bytes,
  flags,
  number_,
  permissions,
  registers,
  rights,
  run,
  uuid,
  version,
  wide,
} from './scalars.ts';

const name = z.string({ error: 'the name of a partition' }).min(1);
const handle = z
  .union([z.string(), number_], { error: 'the name that `as` gave a transaction, or a handle' })
  .transform((value) => (/^(0x[0-9a-fA-F]+|\d+)$/.test(String(value)) ? BigInt(value) : String(value)))
  .meta({ description: 'The name that `as` gave a transaction, or a handle as a number.' });
const range = z.string().regex(/^\d+\+\d+$/, { error: 'a range of bytes, OFFSET+LENGTH: 24+4' });
const status = z.enum(Object.keys(STATUS) as [StatusName, ...StatusName[]]);

const refusal = z
  .union(
    [
      z.string(),
      z.strictObject({
        rule: z.string().optional(),
        status: status.optional(),
        bytes: range.optional(),
        register: number_.optional(),
      }),
    ],
    { error: 'the id of a rule, or { rule, status, bytes, register }' },
  )
  .meta({ description: 'The rule that refuses the call: its id, or more about the refusal.' });

/** What every step has. */
const common = {
  by: name.meta({ description: 'The partition that does it.' }),
  vcpu: number_.optional().meta({ description: 'Its execution context. 0 when left out.' }),
  note: z.string().optional(),
  refused: refusal.optional(),
  faults: z.enum(['translation', 'permission']).optional(),
};

const receivers = z
  .record(z.string(), permissions)
  .meta({ description: 'Partitions, or endpoint ids, with the permissions they get.' });
const patches = z
  .record(z.string().regex(/^\d+$/, { error: 'an offset in the descriptor, in bytes' }), bytes)
  .meta({ description: 'Bytes written over the descriptor before it is sent, by offset.' });
const spoiling = { patch: patches.optional(), registers: registers.optional() };

const sendFields = {
  ...common,
  to: receivers,
  memory: z.array(run).meta({ description: 'Runs of pages, in addresses of the sender.' }),
  flags: flags.optional(),
  tag: wide.optional(),
  attributes: attributes.optional(),
  wide: z.boolean().optional().meta({ description: '64-bit calls.' }),
  fragments: z.array(number_).optional().meta({ description: 'Bytes of each fragment but the last.' }),
  stopAfter: number_.optional().meta({ description: 'Send this many fragments only.' }),
  as: z.string().optional().meta({ description: 'A name for the transaction.' }),
  ...spoiling,
};

const buffers = z.strictObject({ tx: address, rx: address, pages: number_.default(1) });
const plain = (verb: 'wait' | 'release' | 'unmap' | 'abort') =>
  z.strictObject({ do: z.literal(verb), ...common });
const ownershipNames = ['Owner-EA', 'Owner-SA', 'Owner-NA', '!Owner-EA', '!Owner-SA', '!Owner-NA'] as const;

/** One step, told from the others by `do`. */
export const stepSchema = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('start'),
    ...common,
    version: version.optional(),
    buffers: z.union([z.literal('none'), buffers], { error: 'none, or { tx, rx, pages }' }).optional(),
  }),
  z.strictObject({ do: z.literal('share'), ...sendFields }),
  z.strictObject({ do: z.literal('lend'), ...sendFields }),
  z.strictObject({ do: z.literal('donate'), ...sendFields }),
  z.strictObject({
    do: z.literal('continue'),
    ...common,
    handle,
    stopAfter: number_.optional(),
    registers: registers.optional(),
  }),
  z.strictObject({
    do: z.literal('retrieve'),
    ...common,
    handle,
    from: name.optional(),
    receivers: receivers.optional(),
    tag: wide.optional(),
    flags: flags.optional(),
    attributes: attributes.optional(),
    wide: z.boolean().optional(),
    gives: z.array(run).optional(),
    ...spoiling,
  }),
  z.strictObject({
    do: z.literal('relinquish'),
    ...common,
    handle,
    flags: flags.optional(),
    ...spoiling,
  }),
  z.strictObject({ do: z.literal('reclaim'), ...common, handle, flags: flags.optional() }),
  z.strictObject({
    do: z.literal('request'),
    ...common,
    to: name,
    data: z.array(number_).optional(),
    wide: z.boolean().optional(),
    answer: z.array(number_).optional(),
  }),
  z.strictObject({ do: z.literal('respond'), ...common, data: z.array(number_).optional() }),
  z.strictObject({ do: z.literal('run'), ...common, to: name, context: number_.optional() }),
  z.strictObject({
    do: z.literal('read'),
    ...common,
    at: address,
    bytes: bytes.optional(),
    length: number_.optional(),
  }),
  z.strictObject({ do: z.literal('write'), ...common, at: address, bytes }),
  z.strictObject({
    do: z.literal('partitions'),
    ...common,
    uuid: uuid.optional(),
    names: z.array(z.string()).optional(),
  }),
  z.strictObject({
    do: z.literal('call'),
    ...common,
    function: z.union([z.string(), number_]),
    wide: z.boolean().optional(),
    registers: registers.optional(),
    tx: bytes.optional(),
    answer: registers.optional(),
  }),
  plain('wait'),
  plain('release'),
  plain('unmap'),
  plain('abort'),
  z.strictObject({
    do: z.literal('withdraw'),
    note: z.string().optional(),
    page: address,
    undo: z.boolean().optional(),
  }),
  z.strictObject({
    do: z.literal('check'),
    note: z.string().optional(),
    page: address,
    owner: z.string().optional(),
    state: z.record(z.string(), z.enum(ownershipNames)).optional(),
    access: z.record(z.string(), rights).optional(),
  }),
]);

export type StepInput = z.output<typeof stepSchema>;
