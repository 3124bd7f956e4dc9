import { FLAG_ZERO, FLAG_ZERO_AFTER_RELINQUISH } from '../../abi/bits.ts';
import { RELINQUISH, RELINQUISH_ENDPOINT } from '../../abi/layouts.ts';
import type { Example } from './example.ts';
import { LENT, SHARED } from './loans.ts';
import { inField, patch } from './places.ts';
import {
  call,
  donate,
  giveBack,
  LOAN,
  lend,
  readOnly,
  relinquish,
  retrieve,
  start,
  withdraw,
} from './steps.ts';
import { OS, STARTED, VAULT } from './world.ts';

const VAULT_TX = VAULT;
const NOTARY_ID = 0x8002;
const BORROWED = [...SHARED, retrieve('vault', 'loan')];

const { handle, flags, endpointCount } = RELINQUISH.fields;
const { endpoint } = RELINQUISH_ENDPOINT.fields;

/** Examples of the rules about FFA_MEM_RELINQUISH. */
export const RELINQUISH_EXAMPLES: readonly Example[] = [
  {
    rule: 'relinquish/no-tx',
    setup: [...BORROWED, call('vault', 'FFA_RXTX_UNMAP')],
    broken: relinquish('vault', 'loan', { note: 'the driver forgot that it has unmapped its buffers' }),
    kept: [start('vault'), relinquish('vault', 'loan')],
  },
  {
    rule: 'relinquish/tx-inaccessible',
    setup: [...BORROWED, withdraw(VAULT_TX)],
    broken: relinquish('vault', 'loan', { note: 'TX belongs to another world for the moment' }),
    kept: [giveBack(VAULT_TX), relinquish('vault', 'loan')],
  },
  {
    rule: 'relinquish/endpoint-count',
    setup: BORROWED,
    broken: relinquish('vault', 'loan', {
      patches: [patch(endpointCount, 2)],
      note: 'says that two endpoints leave',
      ...inField(endpointCount),
    }),
    kept: [relinquish('vault', 'loan')],
  },
  {
    rule: 'relinquish/endpoint',
    setup: BORROWED,
    broken: relinquish('vault', 'loan', {
      patches: [patch(endpoint, NOTARY_ID, RELINQUISH.size)],
      note: 'says that notary leaves',
      ...inField(endpoint, RELINQUISH.size),
    }),
    kept: [relinquish('vault', 'loan')],
  },
  {
    rule: 'relinquish/flags-none',
    setup: BORROWED,
    broken: relinquish('vault', 'loan', {
      flags: FLAG_ZERO,
      note: 'asks for the pages to be cleared',
      ...inField(flags),
    }),
    kept: [relinquish('vault', 'loan', { flags: 0 })],
  },
  {
    rule: 'relinquish/flags-reserved',
    setup: BORROWED,
    broken: relinquish('vault', 'loan', {
      flags: FLAG_ZERO_AFTER_RELINQUISH,
      note: 'bit 2 belongs to retrieve requests',
      ...inField(flags),
    }),
    kept: [relinquish('vault', 'loan', { flags: 0 })],
  },
  {
    rule: 'relinquish/unknown-handle',
    setup: [...STARTED, donate('os', 'vault', LOAN, { as: 'gift' }), retrieve('vault', 'gift')],
    broken: relinquish('vault', 'gift', {
      note: 'the donation is over: the page is its own',
      ...inField(handle),
    }),
    kept: [donate('vault', 'os', LOAN, { note: 'a new owner gives memory back by donating it' })],
  },
  {
    rule: 'relinquish/not-retrieved',
    setup: SHARED,
    broken: relinquish('vault', 'loan', { note: 'vault has not taken it' }),
    kept: [retrieve('vault', 'loan'), relinquish('vault', 'loan')],
  },
  {
    rule: 'relinquish/zero-on-share',
    setup: BORROWED,
    broken: relinquish('vault', 'loan', {
      flags: FLAG_ZERO,
      note: 'asks for the pages to be cleared',
      ...inField(flags),
    }),
    kept: [relinquish('vault', 'loan', { flags: 0 })],
  },
  {
    rule: 'relinquish/zero-read-only',
    setup: [...STARTED, lend('os', [readOnly('vault')], LOAN, { as: 'loan' }), retrieve('vault', 'loan')],
    broken: relinquish('vault', 'loan', {
      flags: FLAG_ZERO,
      note: 'asks for pages to be cleared that vault may only read',
      ...inField(flags),
    }),
    kept: [relinquish('vault', 'loan', { flags: 0 })],
  },
  {
    rule: 'relinquish/memory-inaccessible',
    setup: [...LENT, retrieve('vault', 'loan'), withdraw(OS + 0x4000)],
    broken: relinquish('vault', 'loan', {
      flags: FLAG_ZERO,
      note: 'asks for a page to be cleared that belongs to another world for the moment',
    }),
    kept: [giveBack(OS + 0x4000), relinquish('vault', 'loan', { flags: FLAG_ZERO })],
  },
];
