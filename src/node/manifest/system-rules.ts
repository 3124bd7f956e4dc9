import type { FileRule } from './rule.ts';

/** Rules on the manifests of one system together. */
export const SYSTEM_RULES = {
  sameId: {
    id: 'system/same-id',
    severity: 'error',
    what: 'Two partitions do not ask for the same id.',
    why: 'Messages and memory are addressed by it.',
    fix: 'Give one of them another `id`, or leave it out and let the manager number partitions.',
    source: 'ffa-hafnium 5.1 id',
  },
  sameMemory: {
    id: 'system/same-memory',
    severity: 'error',
    what: 'Memory regions of two partitions do not overlap.',
    why: 'Each page has one owner; what both need is shared at run time.',
    fix: 'Move one of the regions, or let one partition own it and share it with the other.',
    source: 'ffa-hafnium 5.1 base-address',
  },
  sameDevice: {
    id: 'system/same-device',
    severity: 'error',
    what: 'A device region is not that of two partitions, or a memory region of another.',
    why: 'Two drivers that do not know of each other break the device, and the memory that it writes.',
    fix: 'Give the device to one partition, and let the other ask it.',
    source: 'ffa-hafnium 5.1 exclusive-access',
  },
} as const satisfies Readonly<Record<string, FileRule>>;
