import type { Example } from './example.ts';
import { inRegister } from './places.ts';
import { abort, call, plain, request, respond, run, start } from './steps.ts';
import { SEVERAL, STARTED, VAULT } from './world.ts';

/** Examples of the rules about giving and taking the processor. */
export const PROCESSOR_EXAMPLES: readonly Example[] = [
  {
    rule: 'message/wait-in-request',
    setup: [...STARTED, request('os', 'vault')],
    broken: plain('vault', 'wait'),
    after: [respond('vault')],
    kept: [respond('vault', { note: 'answers, and waits for the next request' })],
  },
  {
    rule: 'message/register-after-init',
    setup: [start('vault')],
    machine: SEVERAL,
    broken: call(
      'vault',
      'FFA_SECONDARY_EP_REGISTER',
      { 1: VAULT + 0x8000 },
      { wide: true, note: 'vault has waited for its first message' },
    ),
    kept: [
      start('os'),
      run('os', 'vault', { context: 1, note: 'the other context starts where it always did' }),
      plain('vault', 'wait', { vcpu: 1 }),
    ],
  },
  {
    rule: 'message/yield-during-init',
    setup: [start('os')],
    initialising: ['vault'],
    broken: plain('vault', 'yield', { note: 'vault has not waited for its first message yet' }),
    kept: [
      plain('vault', 'wait'),
      run('os', 'vault'),
      plain('vault', 'yield'),
      run('os', 'vault'),
      plain('vault', 'wait'),
    ],
  },
  {
    rule: 'message/run-from-secure',
    setup: STARTED,
    broken: run('vault', 'os', inRegister(1)),
    kept: [run('vault', 'notary'), plain('notary', 'wait')],
  },
  {
    rule: 'message/run-unknown',
    setup: STARTED,
    broken: run('os', 'vault', { context: 1, note: 'vault has one execution context: 0', ...inRegister(1) }),
    kept: [run('os', 'vault'), plain('vault', 'wait')],
  },
  {
    rule: 'message/run-during-init',
    setup: [start('notary')],
    initialising: ['vault'],
    broken: run('vault', 'notary', { note: 'vault has not waited for its first message yet' }),
    kept: [plain('vault', 'wait'), run('vault', 'notary'), plain('notary', 'wait')],
  },
  {
    rule: 'message/run-of-request',
    setup: [...STARTED, request('os', 'vault'), plain('vault', 'yield', { note: 'before it has answered' })],
    broken: run('guest', 'vault', { note: 'the answer would come out at guest' }),
    after: [run('os', 'vault'), respond('vault')],
    kept: [run('os', 'vault'), respond('vault')],
  },
  {
    rule: 'message/run-busy',
    setup: [...STARTED, run('os', 'vault')],
    broken: run('os', 'vault', {
      vcpu: 1,
      note: 'from another processor, while vault still runs on the first',
    }),
    after: [plain('vault', 'wait')],
    kept: [plain('vault', 'wait'), run('os', 'vault', { vcpu: 1 }), plain('vault', 'wait')],
  },
  {
    rule: 'message/run-aborted',
    setup: [...STARTED, abort('vault')],
    broken: run('os', 'vault'),
    kept: [run('os', 'notary', { note: 'another partition still runs' }), plain('notary', 'wait')],
  },
];
