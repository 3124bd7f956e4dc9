import type { RegionOptions } from '../../core/board/describe-machine.ts';
import { PAGE_SIZE } from '../../core/memory/pages.ts';
import type { Extent } from '../manifest/extent.ts';
import { idOf, type LoadedPartition, type MemoryRange, workingMemoryOf } from '../manifest/spmc-manifest.ts';

/** A range of memory that the manager has for partitions, as physical memory of a machine. */
export function regionOf(range: MemoryRange): RegionOptions {
  const { name, secure, device } = range;
  return { name, secure, device, ...pagesOf(range) };
}

/** What the manifest of the manager says of a partition. */
export function fromSpmc(loaded: LoadedPartition) {
  return { id: idOf(loaded), contexts: loaded.contexts, memory: [pagesOf(workingMemoryOf(loaded))] };
}

function pagesOf({ start, end }: Extent): Pick<RegionOptions, 'base' | 'pages'> {
  return { base: Number(start), pages: Number(end - start) / PAGE_SIZE };
}
