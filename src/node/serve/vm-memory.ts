import type { MemoryRegion, PartitionSpec } from '../../core/board/machine.ts';
import { PAGE_SIZE, pageOf } from '../../core/memory/pages.ts';
import type { MachineMemory } from '../../core/memory/physical-memory.ts';
import { endOf, type PageRun, without } from './page-pool.ts';

/** A run of a VM's memory that processes can map. */
export interface MappedRun extends PageRun {
  /** Physical address of the first page. */
  readonly base: number;
  /** Where in the VM's file it begins. */
  readonly offset: number;
}

/**
 * The memory of a VM that is for its processes: all that it owns but devices, and but its RX/TX buffers, which belong to its driver. The file has
 * the runs in the order of their addresses, without gaps.
 */
export function mappedRuns(
  { memory, buffers }: PartitionSpec,
  regions: readonly MemoryRegion[],
): readonly MappedRun[] {
  const ofDriver =
    buffers === undefined
      ? []
      : [buffers.tx, buffers.rx].map((address) => ({ address, pages: buffers.pages }));
  const owned = memory
    .filter(({ base }) => !regions.some((region) => region.device && isIn(region, base)))
    .toSorted((left, right) => left.at - right.at);
  const runs: MappedRun[] = [];
  let offset = 0;
  for (const { at, base, pages } of owned)
    for (const run of without([{ address: at, pages }], ofDriver)) {
      runs.push({ ...run, base: base + run.address - at, offset });
      offset += run.pages * PAGE_SIZE;
    }
  return runs;
}

/** Bytes of the file that has the runs. */
export function fileBytes(runs: readonly MappedRun[]): number {
  return runs.reduce((sum, { pages }) => sum + pages * PAGE_SIZE, 0);
}

/** Where in the file the byte at an address is. Throws a RangeError where it is in none of the runs. */
export function offsetOf(runs: readonly MappedRun[], address: number): number {
  const run = runs.find((each) => address >= each.address && address < endOf(each));
  if (run === undefined) throw new RangeError(`0x${address.toString(16)} is not in the file`);
  return run.offset + address - run.address;
}

/** Clears pages of the VM, so that nobody finds in them what others left behind. */
export function clear(memory: MachineMemory, runs: readonly MappedRun[], run: PageRun): void {
  for (const mapped of runs) {
    const from = Math.max(mapped.address, run.address);
    const to = Math.min(endOf(mapped), endOf(run));
    if (to > from) memory.zero(pageOf(mapped.base + from - mapped.address), (to - from) / PAGE_SIZE);
  }
}

function isIn({ base, pages }: MemoryRegion, address: number): boolean {
  return address >= base && address < base + pages * PAGE_SIZE;
}
