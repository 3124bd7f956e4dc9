import {
  describeMachine,
  type MachineOptions,
  type PartitionOptions,
} from '../../../core/board/describe-machine.ts';
import { HYPERVISOR_ID, type MachineSpec } from '../../../core/board/machine.ts';
import { PAGE_SIZE, pageOf } from '../../../core/memory/pages.ts';
import { GUEST_RAM, HYPERVISOR_MEMORY, HYPERVISOR_PAGES } from '../monitor/mailbox.ts';
import { RAM, SECURE_RAM, SECURE_RAM_BYTES } from '../monitor/virt-map.ts';

export interface GuestMachineOptions extends Pick<MachineOptions, 'profile' | 'limits'> {
  readonly guest: string;
  /** Guests of our hypervisor beside it: VMs 2 and so on. Each has as many processors as it, and an equal part of the memory, which it sees in the same place. */
  readonly others?: readonly string[];
  /**
   * Whether a hypervisor of ours stands between the guest and the manager: then the guest is VM 1, and may not have a hypervisor of its own.
   * Otherwise its id is 0: it is the OS, or the hypervisor, of the normal world.
   */
  readonly mediated: boolean;
  readonly cpus: number;
  /** Bytes of the normal world's memory, of which the guest has all but the first 2 MiB. */
  readonly ramBytes: number;
  /** Bytes of secure memory behind that, for partitions with code of their own. */
  readonly codeBytes?: number;
  /** Secure partitions: programs with memory from SECURE_RAM on, others with memory behind the normal world's. */
  readonly partitions: readonly PartitionOptions[];
}

/** Where guests' parts of the memory begin: kernels are put there. */
const PART_ALIGNMENT = 0x20_0000;

/** The partition of the hypervisor, where there is one of ours. */
export const HYPERVISOR = 'hypervisor';

/** A machine around a guest, with the memory that QEMU's `virt` machine has. */
export function guestMachine(options: GuestMachineOptions): MachineSpec {
  const { guest, others = [], mediated, cpus, ramBytes, codeBytes = 0, partitions, ...policy } = options;
  const pages = ramBytes / PAGE_SIZE;
  const part = Math.floor(ramBytes / (others.length + 1) / PART_ALIGNMENT) * PART_ALIGNMENT;
  const own = others.length === 0 ? ramBytes : part;
  return describeMachine({
    ...policy,
    ...(mediated ? { mediator: {} } : {}),
    memory: [
      { name: 'secure', base: SECURE_RAM, pages: SECURE_RAM_BYTES / PAGE_SIZE, secure: true },
      { name: 'dram', base: RAM, pages },
      ...(codeBytes === 0
        ? []
        : [{ name: 'code', base: RAM + ramBytes, pages: codeBytes / PAGE_SIZE, secure: true }]),
    ],
    partitions: [
      ...(mediated ? [OUR_HYPERVISOR] : []),
      {
        name: guest,
        id: mediated ? HYPERVISOR_ID + 1 : HYPERVISOR_ID,
        contexts: cpus,
        memory: [{ base: GUEST_RAM, pages: pageOf(own - (GUEST_RAM - RAM)) }],
      },
      ...others.map((name, index) => ({
        ...{ name, id: HYPERVISOR_ID + 2 + index, contexts: cpus },
        memory: [{ at: GUEST_RAM, base: RAM + part * (index + 1), pages: pageOf(part) }],
      })),
      ...partitions,
    ],
  });
}

const OUR_HYPERVISOR: PartitionOptions = {
  name: HYPERVISOR,
  id: HYPERVISOR_ID,
  memory: [{ base: HYPERVISOR_MEMORY, pages: HYPERVISOR_PAGES }],
  buffers: { tx: HYPERVISOR_MEMORY, rx: HYPERVISOR_MEMORY + PAGE_SIZE, pages: 1 },
};
