import type { PropertyTable } from './properties.ts';

/** What the manager's own manifest says about a partition. */
export interface VmProperties {
  readonly name: string;
  /** A partition of FF-A, which comes with a manifest of its own. */
  readonly isFfaPartition: boolean;
  /** The hypervisor loads it, not the boot loader. */
  readonly hypervisorLoaded: boolean;
  /** First byte of the package; it counts, whatever the partition's manifest says. */
  readonly loadAddress: bigint;
  /** Bytes from there on that are the partition's. */
  readonly memorySize: bigint;
  /** Execution contexts. */
  readonly contexts: number;
  /** Function ids of SMCs that it may make, and whether the list is only looked at. */
  readonly smcWhitelist: readonly number[];
  readonly smcWhitelistPermissive: boolean;
}

export const VM_PROPERTIES: PropertyTable<VmProperties> = {
  name: { name: 'debug_name', form: 'string', needed: true, otherwise: '' },
  isFfaPartition: { name: 'is_ffa_partition', form: 'flag', otherwise: false },
  hypervisorLoaded: { name: 'hyp_loaded', form: 'flag', otherwise: false },
  loadAddress: { name: 'load_address', form: 'u64', needed: true, otherwise: 0n },
  memorySize: { name: 'mem_size', form: 'u64', needed: true, otherwise: 0x1000n },
  contexts: { name: 'vcpu_count', form: 'u16', needed: true, otherwise: 1 },
  smcWhitelist: { name: 'smc_whitelist', form: 'words', otherwise: [] },
  smcWhitelistPermissive: { name: 'smc_whitelist_permissive', form: 'flag', otherwise: false },
};
