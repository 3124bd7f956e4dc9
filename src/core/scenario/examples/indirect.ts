import { MESSAGE_1_2 } from '../../abi/layouts.ts';
import type { Example } from './example.ts';
import { inField, inRegister, patch } from './places.ts';
import {
  call,
  giveBack,
  message,
  notifications,
  receive,
  request,
  respond,
  start,
  withdraw,
} from './steps.ts';
import { OS, STARTED, VAULT } from './world.ts';

const { flags, sender, receiver, offset, size } = MESSAGE_1_2.fields;
const GUEST_ID = 0x0001;
const VAULT_ID = 0x8001;
const NOBODY = 0x8009;
const DELAY = 0x2;
const VAULT_RX = VAULT + 0x1000;
/** Bytes of a header of FF-A 1.1. */
const SHORT_HEADER = 20;

/** Examples of the rules about indirect messages and FFA_RX_ACQUIRE. */
export const INDIRECT_EXAMPLES: readonly Example[] = [
  {
    rule: 'indirect/sender-field',
    setup: STARTED,
    broken: message('vault', 'os', {
      registers: { 1: VAULT_ID * 0x1_0000 },
      note: 'vault names itself',
      ...inRegister(1),
    }),
    kept: [message('vault', 'os'), receive('os', { from: 'vault', bytes: Uint8Array.of(1, 2, 3, 4) })],
  },
  {
    rule: 'indirect/no-tx',
    setup: [start('vault'), start('os', { buffers: 'none' })],
    broken: call('os', 'FFA_MSG_SEND2'),
    kept: [start('os'), message('os', 'vault')],
  },
  {
    rule: 'indirect/tx-inaccessible',
    setup: [...STARTED, withdraw(OS)],
    broken: call('os', 'FFA_MSG_SEND2', {}, { note: 'TX belongs to another world for the moment' }),
    kept: [giveBack(OS), message('os', 'vault')],
  },
  {
    rule: 'indirect/header-flags',
    setup: STARTED,
    broken: message('os', 'vault', { patches: [patch(flags, 1)], ...inField(flags) }),
    kept: [message('os', 'vault')],
  },
  {
    rule: 'indirect/sender',
    setup: STARTED,
    broken: message('os', 'vault', {
      patches: [patch(sender, GUEST_ID)],
      note: 'the header says guest, w1 does not',
      ...inField(sender),
    }),
    kept: [
      message('os', 'vault'),
      notifications('vault'),
      receive('vault'),
      message('guest', 'vault', { note: 'guest speaks for itself' }),
    ],
  },
  {
    rule: 'indirect/to-self',
    setup: STARTED,
    broken: message('vault', 'vault', inField(receiver)),
    kept: [message('vault', 'os')],
  },
  {
    rule: 'indirect/flags',
    setup: STARTED,
    broken: message('os', 'vault', { registers: { 2: DELAY }, ...inRegister(2) }),
    kept: [message('vault', 'os', { registers: { 2: DELAY }, note: 'a secure partition may' })],
  },
  {
    rule: 'indirect/unknown-receiver',
    setup: STARTED,
    broken: message('os', NOBODY, inField(receiver)),
    kept: [message('os', 'vault')],
  },
  {
    rule: 'indirect/normal-world-only',
    setup: STARTED,
    broken: message('os', 'guest', inField(receiver)),
    kept: [message('os', 'vault')],
  },
  {
    rule: 'indirect/receiver-version',
    setup: STARTED,
    broken: message('os', 'archive', { note: 'archive speaks FF-A 1.0', ...inField(receiver) }),
    kept: [message('os', 'vault')],
  },
  {
    rule: 'indirect/method',
    setup: STARTED,
    broken: message('os', 'notary', { note: 'notary takes direct requests alone', ...inField(receiver) }),
    kept: [request('os', 'notary'), respond('notary')],
  },
  {
    rule: 'indirect/receiver-busy',
    setup: [...STARTED, message('os', 'vault')],
    broken: message('guest', 'vault', { note: 'vault has not read the first' }),
    kept: [notifications('vault'), receive('vault', { from: 'os' }), message('guest', 'vault')],
  },
  {
    rule: 'indirect/offset',
    setup: STARTED,
    broken: message('os', 'vault', {
      patches: [patch(offset, SHORT_HEADER)],
      note: 'the header of FF-A 1.2 is longer',
      ...inField(offset),
    }),
    kept: [message('os', 'vault')],
  },
  {
    rule: 'indirect/size',
    setup: STARTED,
    broken: message('os', 'vault', {
      patches: [patch(size, 4096)],
      note: 'with its header the message is longer than a page',
      ...inField(size),
    }),
    kept: [message('os', 'vault', { patches: [patch(size, 4096 - MESSAGE_1_2.size)], note: 'a whole page' })],
  },
  {
    rule: 'indirect/rx-inaccessible',
    setup: [...STARTED, withdraw(VAULT_RX)],
    broken: message('os', 'vault', { note: 'RX of vault belongs to another world for the moment' }),
    kept: [giveBack(VAULT_RX), message('os', 'vault')],
  },
  {
    rule: 'indirect/acquire-unknown',
    setup: [start('os')],
    broken: call(
      'os',
      'FFA_RX_ACQUIRE',
      { 1: GUEST_ID },
      { note: 'guest has mapped nothing', ...inRegister(1) },
    ),
    kept: [start('guest'), call('os', 'FFA_RX_ACQUIRE', { 1: GUEST_ID })],
  },
  {
    rule: 'indirect/acquire-busy',
    setup: [...STARTED, call('os', 'FFA_RX_ACQUIRE', { 1: GUEST_ID })],
    broken: call('os', 'FFA_RX_ACQUIRE', { 1: GUEST_ID }),
    kept: [call('os', 'FFA_RX_RELEASE', { 1: GUEST_ID }), call('os', 'FFA_RX_ACQUIRE', { 1: GUEST_ID })],
  },
];
