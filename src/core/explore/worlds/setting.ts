import type { MachineSpec } from '../../board/machine.ts';
import type { PageGroup } from './symmetry.ts';

/** What deeds are about. */
export interface Setting {
  readonly machine: MachineSpec;
  readonly groups: readonly PageGroup[];
}
