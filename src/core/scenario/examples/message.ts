import { packHalves } from '../../abi/words.ts';
import type { Example } from './example.ts';
import { inRegister } from './places.ts';
import { call, plain, request, respond, run, start } from './steps.ts';
import { STARTED } from './world.ts';

const OS_ID = 0x0000;
const GUEST_ID = 0x0001;
const VAULT_ID = 0x8001;
const NOTARY_ID = 0x8002;
const ARCHIVE_ID = 0x8003;

/** Examples of the rules about direct messages. */
export const MESSAGE_EXAMPLES: readonly Example[] = [
  {
    rule: 'message/flags',
    setup: STARTED,
    broken: request('os', 'vault', {
      registers: { 2: 0x8000_0000 },
      note: 'bit 31 of w2 says: from the framework',
      ...inRegister(2),
    }),
    kept: [request('os', 'vault'), respond('vault')],
  },
  {
    rule: 'message/sender',
    setup: STARTED,
    broken: request('vault', 'notary', {
      registers: { 1: packHalves(ARCHIVE_ID, NOTARY_ID) },
      note: 'vault says that it is archive',
      ...inRegister(1),
    }),
    kept: [request('vault', 'notary'), respond('notary')],
  },
  {
    rule: 'message/to-self',
    setup: STARTED,
    broken: request('vault', 'vault', { note: 'asks itself', ...inRegister(1) }),
    kept: [request('vault', 'notary'), respond('notary')],
  },
  {
    rule: 'message/unknown-receiver',
    setup: STARTED,
    broken: request('vault', 'guest', { note: 'guest is a VM of the normal world', ...inRegister(1) }),
    kept: [request('guest', 'vault'), respond('vault')],
  },
  {
    rule: 'message/receiver-method',
    setup: STARTED,
    broken: request('os', 'archive', { note: 'archive takes no direct requests', ...inRegister(1) }),
    kept: [request('os', 'vault'), respond('vault')],
  },
  {
    rule: 'message/sender-method',
    setup: STARTED,
    broken: request('archive', 'vault', { note: 'archive sends no direct requests', ...inRegister(1) }),
    kept: [request('notary', 'vault'), respond('vault')],
  },
  {
    rule: 'message/receiver-aborted',
    setup: [...STARTED, plain('vault', 'abort')],
    broken: request('os', 'vault', { note: 'vault is gone' }),
    kept: [request('os', 'notary', { note: 'another partition still answers' }), respond('notary')],
  },
  {
    rule: 'message/receiver-busy',
    setup: [...STARTED, request('os', 'vault')],
    broken: request('os', 'vault', {
      vcpu: 1,
      note: 'from another processor, while vault still serves the first',
    }),
    after: [respond('vault')],
    kept: [respond('vault'), request('os', 'vault', { vcpu: 1 }), respond('vault')],
  },
  {
    rule: 'message/no-request',
    setup: STARTED,
    broken: call(
      'vault',
      'FFA_MSG_SEND_DIRECT_RESP',
      { 1: packHalves(VAULT_ID, OS_ID) },
      { note: 'an answer that nobody asked for' },
    ),
    kept: [request('os', 'vault'), respond('vault')],
  },
  {
    rule: 'message/wrong-requester',
    setup: [...STARTED, request('os', 'vault')],
    broken: respond('vault', {
      registers: { 1: packHalves(VAULT_ID, GUEST_ID) },
      note: 'to guest; it was os that asked',
      ...inRegister(1),
    }),
    after: [respond('vault')],
    kept: [respond('vault')],
  },
  {
    rule: 'message/response-width',
    setup: [...STARTED, request('os', 'vault')],
    broken: respond('vault', {
      wide: true,
      note: 'a 64-bit response to a 32-bit request',
      ...inRegister(0),
    }),
    after: [respond('vault')],
    kept: [respond('vault')],
  },
  {
    rule: 'message/wait-in-request',
    setup: [...STARTED, request('os', 'vault')],
    broken: plain('vault', 'wait', { note: 'os would wait for its answer for ever' }),
    after: [respond('vault')],
    kept: [respond('vault', { note: 'answers, and waits for the next request' })],
  },
  {
    rule: 'message/run-from-secure',
    setup: STARTED,
    broken: run('vault', 'os', { note: 'os belongs to the normal world', ...inRegister(1) }),
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
    rule: 'message/run-aborted',
    setup: [...STARTED, plain('vault', 'abort')],
    broken: run('os', 'vault', { note: 'vault is gone' }),
    kept: [run('os', 'notary', { note: 'another partition still runs' }), plain('notary', 'wait')],
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
];
