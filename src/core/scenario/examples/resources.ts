import type { Example } from './example.ts';
import { inRegister } from './places.ts';
import { call, giveBack, LOAN, plain, SINGLE_PAGES, share, withdraw } from './steps.ts';
import { OS, RESOURCEFUL, STARTED } from './world.ts';

const NAME = 'FFA_NS_RES_INFO_GET';
const WIDE = { wide: true } as const;
const TARGET = 0x1;
const CONTINUE = 0x10;
const START = call('os', NAME, {}, WIDE);
/** More pages that lie apart than one answer has room for, and the first answer. */
const HALF_TOLD = [...STARTED, share('os', 'vault', SINGLE_PAGES), START, plain('os', 'release')];

/** What the secure world can reach. */
export const RESOURCES_EXAMPLES: readonly Example[] = [
  {
    rule: 'resources/target',
    machine: RESOURCEFUL,
    setup: STARTED,
    broken: call(
      'os',
      NAME,
      { 1: 1, 2: TARGET },
      { ...WIDE, note: 'guest is no secure partition', ...inRegister(1) },
    ),
    kept: [call('os', NAME, { 1: 0x8001, 2: TARGET }, WIDE)],
  },
  {
    rule: 'resources/type',
    machine: RESOURCEFUL,
    setup: STARTED,
    broken: call('os', NAME, { 2: 0x4 }, { ...WIDE, ...inRegister(2) }),
    kept: [START],
  },
  {
    rule: 'resources/reserved',
    machine: RESOURCEFUL,
    setup: STARTED,
    broken: call('os', NAME, { 2: 0x2 }, { ...WIDE, ...inRegister(2) }),
    kept: [START],
  },
  {
    rule: 'resources/not-started',
    machine: RESOURCEFUL,
    setup: HALF_TOLD,
    broken: call(
      'os',
      NAME,
      { 1: 0x8001, 2: CONTINUE | TARGET },
      {
        ...WIDE,
        note: 'the enumeration is about all partitions',
        ...inRegister(2),
      },
    ),
    kept: [call('os', NAME, { 2: CONTINUE }, WIDE)],
  },
  {
    rule: 'resources/changed',
    machine: RESOURCEFUL,
    setup: [...HALF_TOLD, share('os', 'vault', LOAN)],
    broken: call('os', NAME, { 2: CONTINUE }, { ...WIDE, note: 'memory was shared meanwhile' }),
    kept: [START],
  },
  {
    rule: 'resources/rx-busy',
    machine: RESOURCEFUL,
    setup: [...STARTED, START],
    broken: call('os', NAME, {}, { ...WIDE, note: 'RX still holds the first answer' }),
    kept: [plain('os', 'release'), START],
  },
  {
    rule: 'resources/rx-inaccessible',
    machine: RESOURCEFUL,
    setup: [...STARTED, withdraw(OS + 0x1000)],
    broken: call('os', NAME, {}, WIDE),
    kept: [giveBack(OS + 0x1000), START],
  },
];
