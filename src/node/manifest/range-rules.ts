import type { FileRule } from './rule.ts';

/** Rules on the memory that partitions may have. */
export const RANGE_RULES = {
  none: {
    id: 'spmc/no-memory',
    severity: 'error',
    what: 'There is at least one node of memory, secure or not.',
    why: 'Partitions have memory from these nodes and from nowhere else.',
    fix: 'Add a node with `device_type = "memory"` and `reg`.',
    source: 'ffa-hafnium 5.2',
    peerName: 'MANIFEST_ERROR_MEMORY_MISSING',
  },
  ignored: {
    id: 'spmc/memory-ignored',
    severity: 'note',
    what: 'A node of memory says its kind: memory, ns-memory, device-memory or ns-device-memory.',
    why: 'A node of another kind is not read, and its ranges are out of reach for partitions.',
    fix: 'Set `device_type` to one of the four.',
    source: 'ffa-hafnium 5.2',
  },
  list: {
    id: 'spmc/reg',
    severity: 'error',
    what: 'A list of ranges has at least one, and each has an address and a size of as many cells as the root says.',
    why: 'With a cell too few or too many, every number behind it is another.',
    fix: 'Write `reg = <address size>`, both as wide as `#address-cells` and `#size-cells` say.',
    source: 'devicetree 2.3.6',
  },
  empty: {
    id: 'spmc/range-empty',
    severity: 'error',
    what: 'A range of memory has at least one byte.',
    why: 'Nothing can lie in it otherwise.',
    fix: 'Give its size in bytes, or remove it.',
    source: 'own rule',
  },
  unaligned: {
    id: 'spmc/range-unaligned',
    severity: 'error',
    what: 'A range of memory starts and ends at a multiple of 4096.',
    why: 'Only whole pages can be given to partitions.',
    fix: 'Leave out the parts of pages at both ends.',
    source: 'own rule',
  },
  pastEnd: {
    id: 'spmc/range-past-end',
    severity: 'error',
    what: 'A range of memory ends within the 64-bit address space.',
    why: 'Its end would wrap to the bottom of memory and hold nothing that it should.',
    fix: 'Correct address or size; the size is the second number, and not the end.',
    source: 'requirements QJ5',
  },
  overlap: {
    id: 'spmc/ranges-overlap',
    severity: 'error',
    what: 'Ranges of memory do not overlap.',
    why: 'A page is secure or not, and memory or a device, but not both.',
    fix: 'Correct address or size of one of the two.',
    source: 'own rule',
  },
} as const satisfies Readonly<Record<string, FileRule>>;
