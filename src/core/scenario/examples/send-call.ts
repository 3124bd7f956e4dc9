import type { Example } from './example.ts';
import { inRegister, SEND_LENGTH } from './places.ts';
import { call, giveBack, LOAN, pages, readWrite, SINGLE_PAGES, share, start, withdraw } from './steps.ts';
import { OS, STARTED, VAULT } from './world.ts';

const OS_TX = OS;

/** Examples of the rules about the registers of a send and the buffer that its descriptor lies in. */
export const SEND_CALL_EXAMPLES: readonly Example[] = [
  {
    rule: 'send/from-secure',
    setup: STARTED,
    broken: share('vault', 'notary', pages(VAULT, 4), { note: 'vault is a secure partition' }),
    kept: [share('os', [readWrite('vault'), readWrite('notary')], LOAN)],
  },
  {
    rule: 'send/whole',
    setup: STARTED,
    broken: share('os', 'vault', SINGLE_PAGES, {
      note: 'three hundred constituents do not fit into one page',
      ...inRegister(2),
    }),
    kept: [share('os', 'vault', SINGLE_PAGES.slice(0, 100))],
  },
  {
    rule: 'send/dynamic-buffer',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      registers: { 3: OS + 0x3000, 4: 1 },
      note: 'says that the descriptor lies in a page other than TX',
      ...inRegister(3),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'send/fragment-exceeds-total',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      registers: { 1: SEND_LENGTH - 16 },
      note: 'sends 112 bytes of a descriptor of 96',
      ...inRegister(2),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'send/no-tx',
    setup: [...STARTED, call('os', 'FFA_RXTX_UNMAP')],
    broken: share('os', 'vault', LOAN, { note: 'the driver forgot that it has unmapped its buffers' }),
    kept: [start('os'), share('os', 'vault', LOAN)],
  },
  {
    rule: 'send/fragment-exceeds-tx',
    setup: STARTED,
    broken: share('os', 'vault', SINGLE_PAGES, {
      registers: { 2: 96 + 300 * 16 },
      note: 'says that all 4896 bytes are in TX, which has 4096',
      ...inRegister(2),
    }),
    kept: [
      share('os', 'vault', SINGLE_PAGES, { note: '4096 bytes, and the other 800 in a second fragment' }),
    ],
  },
  {
    rule: 'send/tx-inaccessible',
    setup: [...STARTED, withdraw(OS_TX)],
    broken: share('os', 'vault', LOAN, { note: 'TX belongs to another world for the moment' }),
    kept: [giveBack(OS_TX), share('os', 'vault', LOAN)],
  },
];
