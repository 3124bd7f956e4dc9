import { LAST_TO_BOOT } from '../../core/board/machine.ts';
import type { PropertyTable } from './properties.ts';
import { VALUE_RULES } from './value-rules.ts';

/** Where and how the partition runs. */
export interface Execution {
  /** One on a machine with several CPUs means a single context that moves between them. */
  readonly executionContextCount: number;
  /** A key of `EXCEPTION_LEVELS`. */
  readonly exceptionLevel: number;
  readonly executionState: number;
  /** Absent for an image that may be loaded anywhere. What the package says wins. */
  readonly loadAddress: bigint | undefined;
  /** Bytes from the load address. */
  readonly entrypointOffset: bigint;
  readonly xlatGranule: number;
  /** Smaller boots earlier; LAST_TO_BOOT, the default, is the one that several may have. */
  readonly bootOrder: number;
  /** The x register that receives the address of the boot information, if the partition wants it. */
  readonly bootRegister: number | undefined;
}

export const EL1 = 0;
export const S_EL0 = 1;
export const S_EL1 = 2;
export const EL0 = 6;

/** The values of `exception-level` and the levels they name. */
export const EXCEPTION_LEVELS: Readonly<Record<number, string>> = {
  [EL1]: 'EL1',
  [S_EL0]: 'S-EL0',
  [S_EL1]: 'S-EL1',
  [EL0]: 'EL0',
};

export const EXECUTION: PropertyTable<Execution> = {
  executionContextCount: { name: 'execution-ctx-count', form: 'u16', needed: true, otherwise: 1 },
  exceptionLevel: { name: 'exception-level', form: 'u8', needed: true, otherwise: S_EL1 },
  executionState: {
    name: 'execution-state',
    form: 'u8',
    needed: true,
    otherwise: 0,
    allowed: { rule: VALUE_RULES.executionState, values: { 0: 'AArch64' } },
  },
  loadAddress: { name: 'load-address', form: 'u64', otherwise: undefined },
  entrypointOffset: { name: 'entrypoint-offset', form: 'u64', otherwise: 0n },
  xlatGranule: {
    name: 'xlat-granule',
    form: 'u8',
    otherwise: 0,
    allowed: { rule: VALUE_RULES.xlatGranule, values: { 0: '4 KiB' } },
  },
  bootOrder: { name: 'boot-order', form: 'u16', otherwise: LAST_TO_BOOT },
  bootRegister: {
    name: 'gp-register-num',
    form: 'u32',
    otherwise: undefined,
    allowed: { rule: VALUE_RULES.bootRegister, values: { 0: 'x0', 1: 'x1', 2: 'x2', 3: 'x3' } },
  },
};

/** Whether a partition at this level runs unprivileged, which bars several properties to it. */
export function isUserLevel(exceptionLevel: number): boolean {
  return exceptionLevel === S_EL0 || exceptionLevel === EL0;
}
