import type { Example } from './example.ts';
import { BEGUN, UNFINISHED } from './loans.ts';
import { constituentAt, inRegister } from './places.ts';
import { call, continueSend, giveBack, pages, retrieve, SCATTERED, share, start, withdraw } from './steps.ts';
import { OS, STARTED, VAULT } from './world.ts';

/** Examples of the rules about FFA_MEM_FRAG_TX. */
export const FRAGMENT_EXAMPLES: readonly Example[] = [
  {
    rule: 'fragment/unknown-handle',
    setup: BEGUN,
    broken: continueSend('os', 'loan', {
      registers: { 2: 0x7777 },
      note: 'another value in the upper half of the handle',
      ...inRegister(1),
    }),
    kept: [continueSend('os', 'loan')],
  },
  {
    rule: 'fragment/not-sender',
    setup: BEGUN,
    broken: continueSend('vault', 'loan', { note: 'it is os that began the send' }),
    kept: [continueSend('os', 'loan')],
  },
  {
    rule: 'fragment/complete',
    setup: [...STARTED, share('os', 'vault', SCATTERED, { fragments: [constituentAt(1)], as: 'loan' })],
    broken: call(
      'os',
      'FFA_MEM_FRAG_TX',
      { 3: 16 },
      { handle: 'loan', note: 'a third fragment, after two that were all', ...inRegister(1) },
    ),
    kept: [retrieve('vault', 'loan', { note: 'nothing is missing' })],
  },
  {
    rule: 'fragment/sender-field',
    setup: [...STARTED, share('vault', 'notary', [...pages(VAULT, 4), ...pages(VAULT, 8)], UNFINISHED)],
    broken: continueSend('vault', 'loan', {
      registers: { 4: 0x8001_0000 },
      note: 'vault names itself',
      ...inRegister(4),
    }),
    kept: [continueSend('vault', 'loan')],
  },
  {
    rule: 'fragment/no-tx',
    setup: [
      ...STARTED,
      share('guest', 'vault', [...pages(0, 4), ...pages(0, 8)], UNFINISHED),
      call('os', 'FFA_RXTX_UNMAP'),
    ],
    broken: continueSend('os', 'loan', { note: 'the hypervisor goes on for its guest, without buffers' }),
    kept: [start('os'), continueSend('os', 'loan')],
  },
  {
    rule: 'fragment/length-zero',
    setup: BEGUN,
    broken: continueSend('os', 'loan', { registers: { 3: 0 }, note: '0 bytes', ...inRegister(3) }),
    kept: [continueSend('os', 'loan')],
  },
  {
    rule: 'fragment/length-unit',
    setup: BEGUN,
    broken: continueSend('os', 'loan', {
      registers: { 3: 8 },
      note: 'half a constituent',
      ...inRegister(3),
    }),
    kept: [continueSend('os', 'loan')],
  },
  {
    rule: 'fragment/exceeds-tx',
    setup: BEGUN,
    broken: continueSend('os', 'loan', {
      registers: { 3: 0x2000 },
      note: 'two pages; TX has one',
      ...inRegister(3),
    }),
    kept: [continueSend('os', 'loan')],
  },
  {
    rule: 'fragment/exceeds-total',
    setup: BEGUN,
    broken: continueSend('os', 'loan', {
      registers: { 3: 32 },
      note: 'two constituents, where one is missing',
      ...inRegister(3),
    }),
    kept: [continueSend('os', 'loan')],
  },
  {
    rule: 'fragment/tx-inaccessible',
    setup: [...BEGUN, withdraw(OS)],
    broken: continueSend('os', 'loan', { note: 'TX belongs to another world for the moment' }),
    kept: [giveBack(OS), continueSend('os', 'loan')],
  },
];
