import { NEWEST_VERSION, VERSION_1_1, VERSION_1_2 } from '../../abi/versions.ts';
import type { Example } from './example.ts';
import { inRegister } from './places.ts';
import { call, plain, start } from './steps.ts';
import { STARTED } from './world.ts';

const PSCI_VERSION = 0x8400_0000;
const FFA_ID_GET_64 = 0xc400_0069;

/** Examples of the rules about the call itself. */
export const CALL_EXAMPLES: readonly Example[] = [
  {
    rule: 'call/not-ffa',
    setup: STARTED,
    broken: call('os', PSCI_VERSION, {}, { note: 'PSCI_VERSION: a call to the firmware', ...inRegister(0) }),
    kept: [call('os', 'FFA_VERSION', { 1: VERSION_1_2 })],
  },
  {
    rule: 'call/unknown-function',
    setup: STARTED,
    broken: call(
      'os',
      FFA_ID_GET_64,
      {},
      { note: 'FFA_ID_GET with bit 30 set: the call has no 64-bit form', ...inRegister(0) },
    ),
    kept: [call('os', 'FFA_ID_GET')],
  },
  {
    rule: 'call/later-version',
    setup: [],
    broken: call(
      'archive',
      'FFA_SPM_ID_GET',
      {},
      { note: 'came with FF-A 1.1; archive speaks 1.0 unless it asks for more', ...inRegister(0) },
    ),
    kept: [start('archive', { version: VERSION_1_1 }), call('archive', 'FFA_SPM_ID_GET')],
  },
  {
    rule: 'call/not-for-caller',
    setup: STARTED,
    broken: call(
      'os',
      'FFA_MSG_WAIT',
      {},
      { note: 'only secure partitions wait for messages', ...inRegister(0) },
    ),
    kept: [plain('vault', 'wait')],
  },
  {
    rule: 'call/reserved-register',
    setup: STARTED,
    broken: call(
      'os',
      'FFA_ID_GET',
      { 3: 0x1234 },
      { note: 'an old value was left in w3', ...inRegister(3) },
    ),
    kept: [call('os', 'FFA_ID_GET')],
  },
];

/** Examples of the rules about FFA_VERSION. */
export const VERSION_EXAMPLES: readonly Example[] = [
  {
    rule: 'version/bit-31',
    setup: [],
    broken: start('os', {
      version: 0x8000_0000 + VERSION_1_2,
      note: 'asks for 0x80010002',
      ...inRegister(1),
    }),
    kept: [start('os', { version: VERSION_1_2 })],
  },
  {
    rule: 'version/major',
    setup: [],
    broken: start('os', { version: 0x0002_0000, ...inRegister(1) }),
    kept: [start('os', { version: VERSION_1_2 })],
  },
  {
    rule: 'version/minor',
    setup: [],
    broken: start('os', { version: NEWEST_VERSION + 1, ...inRegister(1) }),
    kept: [start('os', { version: VERSION_1_2 })],
  },
  {
    rule: 'version/locked',
    setup: [start('vault', { version: VERSION_1_2, buffers: 'none' })],
    broken: start('vault', {
      version: VERSION_1_1,
      buffers: 'none',
      note: 'vault has used FF-A 1.2 already',
      ...inRegister(1),
    }),
    kept: [start('vault', { version: VERSION_1_2, buffers: 'none' })],
  },
];
