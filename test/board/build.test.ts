import { describe, expect, test } from 'vitest';
import { Board } from '../../src/core/board/board.ts';
import { describeMachine, type MachineOptions } from '../../src/core/board/describe-machine.ts';

const DRAM = { name: 'dram', base: 0x4000_0000, pages: 16 };
const SECURE = { name: 'secure', base: 0xe00_0000, pages: 16, secure: true };
const OS = { name: 'os', id: 0, memory: [{ base: 0x4000_0000, pages: 8 }] };
const VAULT = { name: 'vault', id: 0x8001, memory: [{ base: 0xe00_0000, pages: 8 }] };

describe('a machine that cannot be is not built', () => {
  test.each<[string, Partial<MachineOptions>, string]>([
    ['two of a name', { partitions: [OS, { ...VAULT, name: 'os' }] }, 'two partitions are called os'],
    [
      'two of an id',
      { partitions: [VAULT, { ...OS, id: 0x8001, level: 'S-EL1' }] },
      'vault and os both have id 0x8001',
    ],
    [
      'a level of the other world',
      { partitions: [{ ...OS, level: 'S-EL1' }] },
      'os: id 0x0000 does not fit level S-EL1: bit 15 says secure',
    ],
    [
      'memory that is not there',
      { partitions: [{ ...OS, memory: [{ base: 0x5000_0000, pages: 1 }] }] },
      'os: memory at 0x50000000 lies in no memory region',
    ],
    [
      'memory that ends outside',
      { partitions: [{ ...OS, memory: [{ base: 0x4000_0000, pages: 17 }] }] },
      'os: memory at 0x40000000 lies in no memory region',
    ],
    [
      'secure memory of the normal world',
      { partitions: [{ ...OS, memory: [{ base: 0xe00_0000, pages: 1 }] }] },
      'os: memory at 0xe000000 is secure',
    ],
    [
      'memory of two partitions',
      { partitions: [OS, { ...OS, name: 'guest', id: 1, memory: [{ base: 0x4000_7000, pages: 2 }] }] },
      'guest: memory at 0x40007000 belongs to somebody else',
    ],
    [
      'regions that overlap',
      { memory: [DRAM, { ...DRAM, name: 'more', base: 0x4000_f000 }, SECURE] },
      'memory regions dram and more overlap',
    ],
    ['a version that is not known', { partitions: [{ ...OS, version: 0x2_0000 }] }, 'os speaks FF-A 2.0'],
    ['more endpoints than the manager knows', { limits: { endpoints: 1 } }, 'at most 1 endpoints'],
  ])('%s', (_, change, message) => {
    const machine = { memory: [DRAM, SECURE], partitions: [OS, VAULT], ...change };
    expect(() => new Board(describeMachine(machine))).toThrow(message);
  });
});
