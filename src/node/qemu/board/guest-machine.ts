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

/** The partition of the hypervisor, where there is one of ours. */
export const HYPERVISOR = 'hypervisor';

/** A machine around a guest, with the memory that QEMU's `virt` machine has. */
export function guestMachine(options: GuestMachineOptions): MachineSpec {
  const { guest, mediated, cpus, ramBytes, codeBytes = 0, partitions, ...policy } = options;
  const pages = ramBytes / PAGE_SIZE;
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
        memory: [{ base: GUEST_RAM, pages: pages - pageOf(GUEST_RAM - RAM) }],
      },
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
