import { PROPERTY_VM_CREATED, PROPERTY_VM_DESTROYED } from '../abi/bits.ts';
import type { PartitionInfo } from '../abi/partition-info.ts';

/** The secure partitions that the manager behind listed when the mediator started, in its order: one row for each of their services. */
export class Partitions {
  rows: readonly PartitionInfo[] = [];

  /** Whether a secure partition is known. */
  has(endpoint: number): boolean {
    return this.rows.some((row) => row.endpoint === endpoint);
  }

  /** Ids of those who asked to be told when VMs come, or go; each once. */
  subscribers(to: 'created' | 'destroyed'): readonly number[] {
    const property = to === 'created' ? PROPERTY_VM_CREATED : PROPERTY_VM_DESTROYED;
    const rows = this.rows.filter(({ properties }) => (properties & property) !== 0);
    return [...new Set(rows.map(({ endpoint }) => endpoint))];
  }
}
