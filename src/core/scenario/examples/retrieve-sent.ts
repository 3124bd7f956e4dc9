import {
  FLAG_ALIGNMENT_HINT_VALID,
  FLAG_TYPE_LEND,
  FLAG_TYPE_SHARE,
  FLAG_ZERO,
  SHAREABILITY_INNER,
  TYPE_NORMAL,
} from '../../abi/bits.ts';
import { HEADER_1_1 } from '../../abi/layouts.ts';
import type { Example } from './example.ts';
import { constituentAt, inField, REQUEST_LENGTH } from './places.ts';
import {
  continueSend,
  LOAN,
  lend,
  pages,
  plain,
  readWrite,
  reclaim,
  retrieve,
  SCATTERED,
  share,
} from './steps.ts';
import { NOTARY, STARTED } from './world.ts';

const RESERVED_FLAG = 0x800;
const NON_CACHEABLE = 0x4;
const SHARED = [...STARTED, share('os', 'vault', LOAN, { as: 'loan' })];
const LENT = [...STARTED, lend('os', 'vault', LOAN, { as: 'loan' })];

const { sender, attributes, flags, handle, tag, accessCount } = HEADER_1_1.fields;

/** Examples of the rules that compare a retrieve request with what was sent, receivers aside. */
export const RETRIEVE_SENT_EXAMPLES: readonly Example[] = [
  {
    rule: 'retrieve/unknown-handle',
    setup: [...SHARED, reclaim('os', 'loan')],
    broken: retrieve('vault', 'loan', { note: 'os has taken the memory back', ...inField(handle) }),
    kept: [share('os', 'vault', LOAN, { as: 'loan' }), retrieve('vault', 'loan')],
  },
  {
    rule: 'retrieve/unfinished',
    setup: [
      ...STARTED,
      share('os', 'vault', SCATTERED, { fragments: [constituentAt(1)], stopAfter: 1, as: 'loan' }),
    ],
    broken: retrieve('vault', 'loan', {
      note: 'the second of two fragments is still missing',
      ...inField(handle),
    }),
    kept: [continueSend('os', 'loan'), retrieve('vault', 'loan')],
  },
  {
    rule: 'retrieve/owner-gone',
    setup: [
      ...STARTED,
      share('notary', [readWrite('vault'), readWrite('archive')], pages(NOTARY, 4), { as: 'loan' }),
      retrieve('archive', 'loan'),
      plain('notary', 'abort'),
    ],
    broken: retrieve('vault', 'loan', { note: 'notary is gone; archive still has its memory' }),
    kept: [share('os', 'vault', LOAN, { as: 'other' }), retrieve('vault', 'other')],
  },
  {
    rule: 'retrieve/length',
    setup: SHARED,
    broken: retrieve('vault', 'loan', {
      registers: { 1: REQUEST_LENGTH + 16, 2: REQUEST_LENGTH + 16 },
      note: 'announces 16 bytes more than the one access descriptor has',
      ...inField(accessCount),
    }),
    kept: [retrieve('vault', 'loan')],
  },
  {
    rule: 'retrieve/sender',
    setup: SHARED,
    broken: retrieve('vault', 'loan', { from: 'notary', note: 'it came from os', ...inField(sender) }),
    kept: [retrieve('vault', 'loan', { from: 'os' })],
  },
  {
    rule: 'retrieve/type',
    setup: SHARED,
    broken: retrieve('vault', 'loan', {
      flags: FLAG_TYPE_LEND,
      note: 'takes the share for a lend',
      ...inField(flags),
    }),
    kept: [retrieve('vault', 'loan', { flags: FLAG_TYPE_SHARE })],
  },
  {
    rule: 'retrieve/tag',
    setup: [...STARTED, share('os', 'vault', LOAN, { tag: 0x1234n, as: 'loan' })],
    broken: retrieve('vault', 'loan', { tag: 0n, note: 'os sent it with tag 0x1234', ...inField(tag) }),
    kept: [retrieve('vault', 'loan', { tag: 0x1234n })],
  },
  {
    rule: 'retrieve/not-receiver',
    setup: SHARED,
    broken: retrieve('notary', 'loan', {
      receivers: [readWrite('notary')],
      note: 'os sent it to vault',
    }),
    kept: [
      reclaim('os', 'loan'),
      share('os', 'notary', LOAN, { as: 'loan' }),
      retrieve('notary', 'loan', { receivers: [readWrite('notary')] }),
    ],
  },
  {
    rule: 'retrieve/alignment-hint',
    setup: SHARED,
    broken: retrieve('vault', 'loan', {
      flags: FLAG_TYPE_SHARE | FLAG_ALIGNMENT_HINT_VALID,
      note: 'asks for an alignment',
      ...inField(flags),
    }),
    kept: [retrieve('vault', 'loan', { flags: FLAG_TYPE_SHARE })],
  },
  {
    rule: 'retrieve/flags-reserved',
    setup: SHARED,
    broken: retrieve('vault', 'loan', {
      flags: FLAG_TYPE_SHARE | RESERVED_FLAG,
      note: 'bit 11 is set',
      ...inField(flags),
    }),
    kept: [retrieve('vault', 'loan', { flags: FLAG_TYPE_SHARE })],
  },
  {
    rule: 'retrieve/zero-on-share',
    setup: SHARED,
    broken: retrieve('vault', 'loan', {
      flags: FLAG_TYPE_SHARE | FLAG_ZERO,
      note: 'insists on cleared memory',
      ...inField(flags),
    }),
    kept: [retrieve('vault', 'loan', { flags: FLAG_TYPE_SHARE })],
  },
  {
    rule: 'retrieve/zero-not-done',
    setup: LENT,
    broken: retrieve('vault', 'loan', {
      flags: FLAG_TYPE_LEND | FLAG_ZERO,
      note: 'insists on cleared memory; os did not have it cleared',
      ...inField(flags),
    }),
    kept: [
      reclaim('os', 'loan'),
      lend('os', 'vault', LOAN, { flags: FLAG_ZERO, as: 'loan' }),
      retrieve('vault', 'loan', { flags: FLAG_TYPE_LEND | FLAG_ZERO }),
    ],
  },
  {
    rule: 'retrieve/attributes-unsupported',
    setup: LENT,
    broken: retrieve('vault', 'loan', {
      attributes: TYPE_NORMAL | NON_CACHEABLE | SHAREABILITY_INNER,
      note: 'asks for non-cacheable memory',
      ...inField(attributes),
    }),
    kept: [retrieve('vault', 'loan', { attributes: 0 })],
  },
];
