import { PROPERTY_VM_CREATED } from '../../abi/bits.ts';
import type { MachineSpec, PartitionSpec } from '../../board/machine.ts';
import { EXECUTE, READ, WRITE } from '../../memory/page-word.ts';
import { MEDIATOR } from '../../rules/profiles/mediators.ts';
import type { Step } from '../scenario.ts';
import { OS, OS_HEAP, WORLD } from './world.ts';

const RIGHTS = READ | WRITE | EXECUTE;
const HYPERVISOR_PAGES = 16;

/** The second guest's memory: it sees its two halves in the other order. */
export const SECOND_LOW: number = OS_HEAP + 0x10_0000;
export const SECOND_HIGH: number = OS_HEAP;

/** What guests have in common: they see their memory from 0 on, and what they borrow from 0x1000_0000 on. */
const SECOND: Pick<PartitionSpec, 'memory' | 'borrowing' | 'buffers'> = {
  memory: [
    { at: 0, base: SECOND_LOW, pages: 32, rights: RIGHTS },
    { at: 0x2_0000, base: SECOND_HIGH, pages: 32, rights: RIGHTS },
  ],
  borrowing: { at: 0x1000_0000, pages: 16 },
  buffers: { tx: 0, rx: 0x1000, pages: 1 },
};

function partition(name: string): PartitionSpec {
  const found = WORLD.partitions.find((each) => each.name === name);
  if (found === undefined) throw new TypeError(`no partition is called ${name}`);
  return found;
}

/** The world with a hypervisor in the place of its OS, which mediates for three guests: `guest`, `second`, and `bare`, which has no FF-A. */
export const MEDIATED: MachineSpec = {
  ...WORLD,
  mediator: { profile: MEDIATOR, limits: {} },
  partitions: [
    {
      ...partition('os'),
      name: 'hypervisor',
      contexts: 4,
      memory: [{ at: OS, base: OS, pages: HYPERVISOR_PAGES, rights: RIGHTS }],
    },
    partition('guest'),
    { ...partition('guest'), ...SECOND, name: 'second', id: 2 },
    {
      ...partition('guest'),
      name: 'bare',
      id: 3,
      tee: 'off',
      memory: [{ at: 0, base: OS + HYPERVISOR_PAGES * 0x1000, pages: 1, rights: RIGHTS }],
    },
    { ...partition('vault'), properties: partition('vault').properties & ~PROPERTY_VM_CREATED },
    partition('notary'),
    partition('archive'),
  ],
};

/** Everybody negotiates a version and maps buffers, where they have any. */
export const MEDIATED_START: readonly Step[] = ['vault', 'notary', 'archive', 'guest', 'second'].map(
  (name) => ({ by: name, act: { verb: 'start' } }),
);
