import type { PropertyTable } from './properties.ts';
import { SPMC_RULES } from './spmc-rules.ts';

/** The node `attribute`: the manager as EL3 firmware sees it. */
export interface SpmcAttribute {
  /** The manager's FF-A id. */
  readonly spmcId: number;
  readonly majorVersion: number;
  readonly minorVersion: number;
  readonly execState: number;
  /** First byte of the image. */
  readonly loadAddress: bigint | undefined;
  /** Where the boot processor enters the image, as an address. */
  readonly entrypoint: bigint | undefined;
  /** Bytes of the image. */
  readonly binarySize: number;
}

export const SPMC_ATTRIBUTE: PropertyTable<SpmcAttribute> = {
  spmcId: { name: 'spmc_id', form: 'u16', needed: true, otherwise: 0x8000 },
  majorVersion: { name: 'maj_ver', form: 'u16', needed: true, otherwise: 1 },
  minorVersion: { name: 'min_ver', form: 'u16', needed: true, otherwise: 0 },
  execState: {
    name: 'exec_state',
    form: 'u32',
    otherwise: 0,
    allowed: { rule: SPMC_RULES.execState, values: { 0: 'AArch64', 1: 'AArch32' } },
  },
  loadAddress: { name: 'load_address', form: 'u64', otherwise: undefined },
  entrypoint: { name: 'entrypoint', form: 'u64', otherwise: undefined },
  binarySize: { name: 'binary_size', form: 'u32', needed: true, otherwise: 0 },
};
