import type { UuidWords } from '../abi/uuid.ts';

/**
 * What becomes of a partition that aborts: it stays as it is; it is destroyed; it is created anew; or the manager aborts, too, and with it
 * the whole machine.
 *
 * Source: ffa-hafnium 1.12, 5.1 abort-action.
 */
export type AbortAction = 'stop' | 'destroy' | 'restart' | 'propagate';

/** An endpoint as a machine describes it to the manager. */
export interface EndpointSpec {
  /** FF-A id; bit 15 is set for secure partitions. */
  readonly id: number;
  readonly name: string;
  /** The ledger's party that stands for its memory. */
  readonly party: number;
  /** The FF-A version it starts with, until it negotiates another. */
  readonly version: number;
  /** Partition properties as FFA_PARTITION_INFO_GET reports them to the normal world (abi/bits.ts). */
  readonly properties: number;
  /** The protocols it speaks, at least one; nil where it names none. */
  readonly uuids: readonly UuidWords[];
  /** The image it runs. */
  readonly imageUuid?: UuidWords;
  /** Execution contexts. */
  readonly contexts: number;
  /** Whether it stands at the physical instance and acts for every endpoint of the normal world. */
  readonly hypervisor: boolean;
  /** Whether it runs at S-EL0, below the manager instead of in a kernel of its own. */
  readonly user: boolean;
  /** Its manifest supports a life cycle, and says what becomes of it when it aborts. Otherwise that is the end of it. */
  readonly onAbort?: AbortAction;
}
