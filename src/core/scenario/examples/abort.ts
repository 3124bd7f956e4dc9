import { STATUS } from '../../abi/statuses.ts';
import type { Example } from './example.ts';
import { inRegister } from './places.ts';
import { abort, plain, run, start } from './steps.ts';
import { REBORN, STARTED } from './world.ts';

/** Partitions that end their own lives. */
export const ABORT_EXAMPLES: readonly Example[] = [
  {
    rule: 'abort/reserved-register',
    machine: REBORN,
    setup: STARTED,
    broken: abort('vault', { code: 1, registers: { 3: 7 }, ...inRegister(3) }),
    kept: [abort('vault', { code: 1 })],
  },
  {
    rule: 'abort/error-after-init',
    initialising: ['notary'],
    setup: [start('vault'), start('notary'), plain('notary', 'wait')],
    broken: abort('notary', { with: 'FFA_ERROR', note: 'notary has waited for its first message' }),
    kept: [
      start('os'),
      run('os', 'notary', { note: 'what it could not do is for whoever asks it' }),
      plain('notary', 'wait'),
    ],
  },
  {
    rule: 'abort/error-status',
    initialising: ['notary'],
    setup: [start('vault'), start('notary')],
    broken: abort('notary', { with: 'FFA_ERROR', code: STATUS.NO_MEMORY >>> 0, ...inRegister(2) }),
    kept: [abort('notary', { with: 'FFA_ERROR' })],
  },
];
