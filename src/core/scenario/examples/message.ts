import { functionId } from '../../abi/functions.ts';
import { packHalves } from '../../abi/words.ts';
import type { Example } from './example.ts';
import { inRegister } from './places.ts';
import { abort, call, plain, request, respond, start } from './steps.ts';
import { NOTARY_UUID, REBORN, STARTED, VAULT_UUID } from './world.ts';

const OS_ID = 0x0000;
const GUEST_ID = 0x0001;
const VAULT_ID = 0x8001;
const NOTARY_ID = 0x8002;
const ARCHIVE_ID = 0x8003;
/** w2 of the framework message that a VM was created; that of its response is one more. */
const VM_CREATED = 0x8000_0004;

/** Examples of the rules about direct messages. */
export const MESSAGE_EXAMPLES: readonly Example[] = [
  {
    rule: 'message/flags',
    setup: STARTED,
    broken: request('os', 'vault', {
      registers: { 2: 1 },
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
    rule: 'message/framework-function',
    setup: STARTED,
    broken: request('guest', 'vault', {
      registers: { 2: VM_CREATED },
      note: 'bit 31 of w2 says: from the framework; only the hypervisor tells of VMs',
      ...inRegister(2),
    }),
    kept: [
      request('os', 'vault', { registers: { 2: VM_CREATED } }),
      respond('vault', { registers: { 2: VM_CREATED + 1 } }),
    ],
  },
  {
    rule: 'message/not-subscribed',
    setup: STARTED,
    broken: request('os', 'notary', {
      registers: { 2: VM_CREATED },
      note: 'notary did not ask to be told about VMs',
      ...inRegister(1),
    }),
    kept: [
      request('os', 'vault', { registers: { 2: VM_CREATED } }),
      respond('vault', { registers: { 2: VM_CREATED + 1 } }),
    ],
  },
  {
    rule: 'message/unknown-service',
    setup: STARTED,
    broken: request('os', 'vault', {
      service: NOTARY_UUID,
      note: 'a service of notary',
      ...inRegister(2),
    }),
    kept: [request('os', 'vault', { service: VAULT_UUID }), respond('vault')],
  },
  {
    rule: 'message/receiver-version',
    setup: STARTED,
    broken: request('os', 'notary', {
      service: NOTARY_UUID,
      note: 'notary speaks FF-A 1.1',
      ...inRegister(1),
    }),
    kept: [request('os', 'notary'), respond('notary')],
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
    setup: [...STARTED, abort('vault')],
    broken: request('os', 'vault', { note: 'vault is gone' }),
    kept: [request('os', 'notary', { note: 'another partition still answers' }), respond('notary')],
  },
  {
    rule: 'message/receiver-stopped',
    machine: REBORN,
    setup: [...STARTED, abort('vault', { code: 1 })],
    broken: request('os', 'vault', { note: 'vault has not begun anew' }),
    kept: [
      start('vault', { note: 'vault begins anew' }),
      plain('vault', 'wait'),
      request('os', 'vault'),
      respond('vault'),
    ],
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
    rule: 'message/response-kind',
    setup: [...STARTED, request('os', 'vault', { service: VAULT_UUID })],
    broken: respond('vault', {
      registers: { 0: functionId('FFA_MSG_SEND_DIRECT_RESP', 64) },
      note: 'the response to FFA_MSG_SEND_DIRECT_REQ, which it was not',
      ...inRegister(0),
    }),
    after: [respond('vault')],
    kept: [respond('vault')],
  },
  {
    rule: 'message/framework-response',
    setup: [...STARTED, request('os', 'vault', { registers: { 2: VM_CREATED } })],
    broken: respond('vault', { note: 'w2 does not say which message it answers', ...inRegister(2) }),
    after: [respond('vault', { registers: { 2: VM_CREATED + 1 } })],
    kept: [respond('vault', { registers: { 2: VM_CREATED + 1 } })],
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
];
