import { functionId } from '../../abi/functions.ts';
import type { UuidWords } from '../../abi/uuid.ts';
import type { Step } from '../scenario.ts';
import type { Example } from './example.ts';
import { inRegister } from './places.ts';
import { call, giveBack, plain, withdraw } from './steps.ts';
import { CROWDED, OS, STARTED, VAULT_UUID } from './world.ts';

const OS_RX = OS + 0x1000;
const COUNT_ONLY = 1;
const NOTIFICATION_FEATURES = 4;

/** The words of the UUID with the first byte on top, as network order has them. */
const SWAPPED = VAULT_UUID.map(swapped) as [number, number, number, number];

function swapped(word: number): number {
  return new DataView(Uint32Array.of(word).buffer).getUint32(0);
}

function find(by: string, uuid: UuidWords, aside: Pick<Step, 'note' | 'expect'> = {}): Step {
  return { by, act: { verb: 'partitions', uuid }, ...aside };
}

function regs(args: Readonly<Record<number, number>>, aside: Pick<Step, 'note' | 'expect'> = {}): Step {
  return call('vault', 'FFA_PARTITION_INFO_GET_REGS', args, { wide: true, ...aside });
}

/** Examples of the rules about discovery. */
export const INFO_EXAMPLES: readonly Example[] = [
  {
    rule: 'info/unknown-feature',
    setup: STARTED,
    broken: call(
      'os',
      'FFA_FEATURES',
      { 1: functionId('FFA_MSG_WAIT') },
      { note: 'is FFA_MSG_WAIT there for an OS of the normal world?', ...inRegister(1) },
    ),
    kept: [call('os', 'FFA_FEATURES', { 1: functionId('FFA_RUN') }, { note: 'FFA_RUN is' })],
  },
  {
    rule: 'info/feature-input',
    setup: STARTED,
    broken: call(
      'os',
      'FFA_FEATURES',
      { 1: NOTIFICATION_FEATURES, 2: 1 },
      { note: 'feature 4 says what notifications can do', ...inRegister(2) },
    ),
    kept: [call('os', 'FFA_FEATURES', { 1: NOTIFICATION_FEATURES }, { answer: { 2: 0x3 } })],
  },
  {
    rule: 'info/input-properties',
    setup: STARTED,
    broken: call(
      'vault',
      'FFA_FEATURES',
      { 1: functionId('FFA_MEM_RETRIEVE_REQ') },
      { note: 'does not say that it understands the NS bit', ...inRegister(2) },
    ),
    kept: [call('vault', 'FFA_FEATURES', { 1: functionId('FFA_MEM_RETRIEVE_REQ'), 2: 0x2 })],
  },
  {
    rule: 'info/flags',
    setup: STARTED,
    broken: call('os', 'FFA_PARTITION_INFO_GET', { 5: 0x2 }, { note: 'bit 1 is reserved', ...inRegister(5) }),
    kept: [call('os', 'FFA_PARTITION_INFO_GET', { 5: COUNT_ONLY })],
  },
  {
    rule: 'info/unknown-uuid',
    setup: STARTED,
    broken: find('os', SWAPPED, { note: 'the bytes of each word are in the wrong order', ...inRegister(1) }),
    kept: [find('os', VAULT_UUID)],
  },
  {
    rule: 'info/no-rx',
    setup: [...STARTED, call('os', 'FFA_PARTITION_INFO_GET')],
    broken: call('os', 'FFA_PARTITION_INFO_GET', {}, { note: 'the first list is still in RX' }),
    kept: [plain('os', 'release'), call('os', 'FFA_PARTITION_INFO_GET')],
  },
  {
    rule: 'info/rx-too-small',
    setup: STARTED,
    machine: CROWDED,
    broken: plain('os', 'partitions', { note: '202 entries of 24 bytes are more than the page of RX' }),
    kept: [find('os', VAULT_UUID, { note: 'one UUID, one entry' })],
  },
  {
    rule: 'info/rx-inaccessible',
    setup: [...STARTED, withdraw(OS_RX)],
    broken: plain('os', 'partitions', { note: 'RX belongs to another world for the moment' }),
    kept: [giveBack(OS_RX), plain('os', 'partitions')],
  },
  {
    rule: 'info/tag',
    setup: STARTED,
    broken: regs({ 3: 0x0001_0000 }, { note: 'tag 1, which no answer carried', ...inRegister(3) }),
    kept: [regs({ 3: 0 })],
  },
  {
    rule: 'info/start-index',
    setup: STARTED,
    broken: regs({ 3: 3 }, { note: 'there are three partitions: 0, 1 and 2', ...inRegister(3) }),
    kept: [regs({ 3: 2 })],
  },
];
