import type { FileRule } from './rule.ts';

/** Rules on the manifest of the secure world's partition manager. */
export const SPMC_RULES = {
  binding: {
    id: 'spmc/binding',
    severity: 'error',
    what: 'The root is compatible with "arm,ffa-core-manifest-1.0".',
    why: 'The string tells the manifest of the manager from those of its partitions.',
    fix: 'Set `compatible` to the string, or name the manifest of the manager instead.',
    source: 'ffa-hafnium 5.2',
  },
  noAttribute: {
    id: 'spmc/no-attribute',
    severity: 'error',
    what: 'There is a node `attribute`.',
    why: 'EL3 firmware learns from it which version of FF-A the manager speaks and where to enter it.',
    fix: 'Add the node with `spmc_id`, `maj_ver`, `min_ver` and `binary_size`.',
    source: 'ffa-hafnium 5.2, spmc-tfa-optee 2',
  },
  id: {
    id: 'spmc/id',
    severity: 'error',
    what: 'The id of the manager has bit 15 set.',
    why: 'It belongs to the secure world, and the bit says so.',
    fix: 'Use 0x8000.',
    source: 'spmc-tfa-optee 2',
  },
  version: {
    id: 'spmc/version',
    severity: 'error',
    what: 'The version of FF-A is one that is known.',
    why: 'EL3 firmware starts no manager that is newer than itself, or of another major version.',
    fix: 'Set `maj_ver` to 1, and `min_ver` to the minor version that the manager speaks.',
    source: 'spmc-tfa-optee 2',
  },
  execState: {
    id: 'spmc/exec-state',
    severity: 'error',
    what: 'The manager runs in AArch64 or AArch32 state.',
    why: 'There is no third.',
    fix: 'Use 0 for AArch64 or 1 for AArch32.',
    source: 'ffa-hafnium 5.2',
  },
  entrypoint: {
    id: 'spmc/entrypoint',
    severity: 'error',
    what: 'The entry point lies inside the image.',
    why: 'The boot processor would go on with whatever lies beside it.',
    fix: 'Give the entry point as an address, and `binary_size` in bytes.',
    source: 'own rule',
  },
  managerInMemory: {
    id: 'spmc/manager-in-memory',
    severity: 'note',
    what: 'The ranges of memory leave out the image of the manager.',
    why: 'What lies in a range may be a partition’s, and the manager’s memory is nobody else’s.',
    fix: 'Let the ranges begin behind the image.',
    source: 'ffa-hafnium 5.2',
  },
  cells: {
    id: 'spmc/cells',
    severity: 'error',
    what: 'Addresses and sizes have one cell or two.',
    why: 'They are numbers of 32 or 64 bits.',
    fix: 'Set `#address-cells` and `#size-cells` of the root to 1 or 2.',
    source: 'devicetree 2.3.5',
  },
} as const satisfies Readonly<Record<string, FileRule>>;
