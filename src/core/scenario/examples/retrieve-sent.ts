import { FLAG_TYPE_LEND, FLAG_TYPE_SHARE, FLAG_ZERO } from '../../abi/bits.ts';
import { HEADER_1_1 } from '../../abi/layouts.ts';
import type { Example } from './example.ts';
import { BEGUN, LENT, SHARED } from './loans.ts';
import { inField } from './places.ts';
import { abort, continueSend, LOAN, lend, pages, readWrite, reclaim, retrieve, share } from './steps.ts';
import { NOTARY, STARTED } from './world.ts';

const { sender, flags, handle, tag } = HEADER_1_1.fields;

/** Examples of the rules that compare a retrieve request with what was sent, receivers aside. */
export const RETRIEVE_SENT_EXAMPLES: readonly Example[] = [
  {
    rule: 'retrieve/unknown-handle',
    setup: [...SHARED, reclaim('os', 'loan')],
    broken: retrieve('vault', 'loan', { note: 'os has taken the memory back', ...inField(handle) }),
    kept: [share('os', 'vault', LOAN, { as: 'loan' }), retrieve('vault', 'loan')],
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
    rule: 'retrieve/unfinished',
    setup: BEGUN,
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
      abort('notary'),
    ],
    broken: retrieve('vault', 'loan', { note: 'notary is gone; archive still has its memory' }),
    kept: [share('os', 'vault', LOAN, { as: 'other' }), retrieve('vault', 'other')],
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
];
