import { ERRNO } from '../../src/core/abi/errno.ts';
import type { MistakeCase } from './mistake-case.ts';

/** A machine in which `os` has a driver, and `guest` has none; steps begin in line 6. */
const driven = (steps: string): string => `memory: { dram: { base: 0x40000000, size: 16M } }
partitions:
  os: { id: 0, driver: linux-7.2, memory: [{ base: 0x40000000, size: 1M }], buffers: { tx: 0x40000000, rx: 0x40001000 } }
  guest: { id: 1 }
steps:
${steps}
`;

/** Drivers, and steps that say what a driver decides. */
export const DRIVER_CASES: readonly MistakeCase[] = [
  {
    name: 'a driver without buffers',
    text: 'memory: {}\npartitions:\n  os: { id: 1, driver: u-boot }\n',
    mistakes: ['3:24: os has a driver and no buffers, expected buffers for it'],
  },
  {
    name: 'a driver that there is none of',
    text: 'memory: {}\npartitions:\n  os: { id: 1, driver: linux }\n',
    mistakes: [
      '3:24: driver is "linux", expected one of tantalum, linux-7.2, linux-6.12, u-boot, u-boot+share',
    ],
  },
  {
    name: 'how a driver writes its calls',
    text: driven(`  - { by: os, do: start, version: 1.0 }
  - { by: os, do: share, to: { guest: RW }, memory: [0x40002000], wide: true, patch: { 0: "00" } }
  - { by: os, do: message, to: guest, bytes: "00", registers: { w2: 1 } }`),
    mistakes: [
      '6:26: linux-7.2 decides this itself, expected a step without version',
      '7:67: linux-7.2 decides this itself, expected a step without wide',
      '7:79: linux-7.2 decides this itself, expected a step without patch',
      '8:52: linux-7.2 decides this itself, expected a step without registers',
    ],
  },
  {
    name: 'an error number where no driver makes any',
    text: driven('  - { by: guest, do: start, errno: EINVAL }'),
    mistakes: ['6:29: guest has no driver, expected a partition with one'],
  },
  {
    name: 'an error number that is none',
    text: driven('  - { by: os, do: start, errno: EWHAT }'),
    mistakes: [`6:33: errno is "EWHAT", expected an error number: ${Object.keys(ERRNO).join(', ')}`],
  },
];
