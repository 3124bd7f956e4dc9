import type { MachineSpec } from '../board/machine.ts';

/** The specification keeps a page as an object: beyond this many it would take too much room. */
const MOST_PAGES = 0x1_0000;

/** Why the executable specification has to be left aside on a machine; undefined when it need not. */
export function whyNoModel({ profile, partitions, memory, mediator }: MachineSpec): string | undefined {
  if (mediator !== undefined) return 'its hypervisor mediates';
  const { deviations, lacks } = profile;
  if (deviations.length > 0 || lacks.length > 0 || profile.speaks !== undefined)
    return `profile ${profile.name} departs from it`;
  const elsewhere = partitions.find(({ memory: owned }) => owned.some(({ at, base }) => at !== base));
  if (elsewhere !== undefined) return `${elsewhere.name} sees memory at addresses of its own`;
  const living = partitions.find(({ onAbort }) => onAbort !== undefined);
  if (living !== undefined) return `${living.name} has a life cycle`;
  const pages = memory.reduce((sum, region) => sum + region.pages, 0);
  return pages > MOST_PAGES ? `the machine has ${pages} pages, more than ${MOST_PAGES}` : undefined;
}

/** Why walks cannot be taken on a machine at all; undefined when they can. */
export function whyNoWalks({ partitions }: MachineSpec): string | undefined {
  return partitions.length < 2 ? 'it has no two partitions' : undefined;
}
