import { VERSION_1_2 } from '../abi/versions.ts';
import { describeMachine } from '../board/describe-machine.ts';
import type { MachineSpec } from '../board/machine.ts';
import { EXECUTE, READ, WRITE } from '../memory/page-word.ts';
import { type Profile, SPEC } from '../rules/profile.ts';

const PAGE = 0x1000;
const RW = READ | WRITE;
const RX = READ | EXECUTE;

/**
 * The machine that is explored when no other is named: both worlds, memory of every kind, all of it within a few hundred pages, so that calls meet
 * each other. Four pages are the manager's own and nobody's. Page 0 is no memory.
 */
export function provingGround(profile: Profile = SPEC): MachineSpec {
  const version = Math.min(VERSION_1_2, profile.speaks?.version ?? VERSION_1_2);
  const machine = describeMachine({
    profile,
    memory: [
      { name: 'dram', base: 0x10 * PAGE, pages: 0x160 },
      { name: 'peripherals', base: 0x180 * PAGE, pages: 4, device: true },
      { name: 'secure', base: 0x190 * PAGE, pages: 0x60, secure: true },
      { name: 'secure-peripherals', base: 0x1f8 * PAGE, pages: 4, device: true, secure: true },
    ],
    partitions: [
      {
        name: 'os',
        id: 0,
        memory: [
          { base: 0x10 * PAGE, pages: 0x130 },
          { base: 0x140 * PAGE, pages: 4, rights: READ },
          { base: 0x144 * PAGE, pages: 4, rights: RX },
          { base: 0x180 * PAGE, pages: 4, rights: RW },
        ],
        buffers: { tx: 0x10 * PAGE, rx: 0x11 * PAGE, pages: 1 },
      },
      {
        name: 'vm',
        id: 1,
        memory: [{ base: 0x150 * PAGE, pages: 0x10 }],
        buffers: { tx: 0x150 * PAGE, rx: 0x151 * PAGE, pages: 1 },
      },
      {
        name: 'vault',
        id: 0x8001,
        memory: [
          { base: 0x190 * PAGE, pages: 0x10 },
          { base: 0x1a0 * PAGE, pages: 4, rights: READ },
          { base: 0x1f8 * PAGE, pages: 4, rights: RW },
        ],
        buffers: { tx: 0x190 * PAGE, rx: 0x191 * PAGE, pages: 1 },
      },
      {
        name: 'notary',
        id: 0x8002,
        memory: [{ base: 0x1b0 * PAGE, pages: 0x10, rights: RW }],
        buffers: { tx: 0x1b0 * PAGE, rx: 0x1b1 * PAGE, pages: 1 },
      },
      {
        name: 'clerk',
        id: 0x8003,
        memory: [{ base: 0x1c0 * PAGE, pages: 0x10 }],
        buffers: { tx: 0x1c0 * PAGE, rx: 0x1c1 * PAGE, pages: 1 },
      },
    ],
  });
  return { ...machine, partitions: machine.partitions.map((partition) => ({ ...partition, version })) };
}
