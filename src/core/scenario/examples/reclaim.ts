import { FLAG_ZERO, FLAG_ZERO_AFTER_RELINQUISH } from '../../abi/bits.ts';
import type { Example } from './example.ts';
import { BEGUN, LENT, SHARED } from './loans.ts';
import { inRegister } from './places.ts';
import {
  continueSend,
  giveBack,
  LOAN,
  lend,
  pages,
  readOnly,
  reclaim,
  relinquish,
  retrieve,
  share,
  withdraw,
} from './steps.ts';
import { OS, OS_PAGES, STARTED } from './world.ts';

/** The last page of the OS: it may be read only. */
const READ_ONLY = pages(OS, OS_PAGES - 1);

/** Examples of the rules about FFA_MEM_RECLAIM. */
export const RECLAIM_EXAMPLES: readonly Example[] = [
  {
    rule: 'reclaim/unknown-handle',
    setup: [...SHARED, reclaim('os', 'loan')],
    broken: reclaim('os', 'loan', { note: 'a second time', ...inRegister(1) }),
    kept: [share('os', 'vault', LOAN, { as: 'loan' }), reclaim('os', 'loan')],
  },
  {
    rule: 'reclaim/not-owner',
    setup: SHARED,
    broken: reclaim('vault', 'loan', { note: 'it is the page of os' }),
    kept: [reclaim('os', 'loan')],
  },
  {
    rule: 'reclaim/unfinished',
    setup: BEGUN,
    broken: reclaim('os', 'loan', { note: 'the second of two fragments is still missing' }),
    kept: [continueSend('os', 'loan'), reclaim('os', 'loan')],
  },
  {
    rule: 'reclaim/flags-none',
    setup: SHARED,
    broken: reclaim('os', 'loan', {
      flags: FLAG_ZERO,
      note: 'asks for the page to be cleared',
      ...inRegister(3),
    }),
    kept: [reclaim('os', 'loan', { flags: 0 })],
  },
  {
    rule: 'reclaim/flags-reserved',
    setup: SHARED,
    broken: reclaim('os', 'loan', {
      flags: FLAG_ZERO_AFTER_RELINQUISH,
      note: 'bit 2 belongs to retrieve requests',
      ...inRegister(3),
    }),
    kept: [reclaim('os', 'loan', { flags: 0 })],
  },
  {
    rule: 'reclaim/held',
    setup: [...SHARED, retrieve('vault', 'loan')],
    broken: reclaim('os', 'loan', { note: 'vault still has it' }),
    kept: [relinquish('vault', 'loan'), reclaim('os', 'loan')],
  },
  {
    rule: 'reclaim/zero-read-only',
    setup: [...STARTED, lend('os', [readOnly('vault')], READ_ONLY, { as: 'loan' })],
    broken: reclaim('os', 'loan', {
      flags: FLAG_ZERO,
      note: 'asks for pages to be cleared that os may only read',
      ...inRegister(3),
    }),
    kept: [reclaim('os', 'loan', { flags: 0 })],
  },
  {
    rule: 'reclaim/memory-inaccessible',
    setup: [...LENT, withdraw(OS + 0x4000)],
    broken: reclaim('os', 'loan', {
      flags: FLAG_ZERO,
      note: 'asks for a page to be cleared that belongs to another world for the moment',
    }),
    kept: [giveBack(OS + 0x4000), reclaim('os', 'loan', { flags: FLAG_ZERO })],
  },
];
