import {
  describeMachine,
  type MachineOptions,
  type PartitionOptions,
} from '../../../core/board/describe-machine.ts';
import type { MachineSpec } from '../../../core/board/machine.ts';
import { PAGE_SIZE, pageOf } from '../../../core/memory/pages.ts';
import { GUEST_RAM } from '../monitor/mailbox.ts';
import { RAM, SECURE_RAM, SECURE_RAM_BYTES } from '../monitor/virt-map.ts';

export interface GuestMachineOptions extends Pick<MachineOptions, 'profile' | 'limits'> {
  /** The guest's name. Its id is 0: it is the OS, or the hypervisor, of the normal world. */
  readonly guest: string;
  readonly cpus: number;
  /** Bytes of the normal world's memory, of which the guest has all but the first 2 MiB. */
  readonly ramBytes: number;
  /** Bytes of secure memory behind that, for partitions with code of their own. */
  readonly codeBytes?: number;
  /** Secure partitions: programs with memory from SECURE_RAM on, others with memory behind the normal world's. */
  readonly partitions: readonly PartitionOptions[];
}

/** A machine around a guest, with the memory that QEMU's `virt` machine has. */
export function guestMachine(options: GuestMachineOptions): MachineSpec {
  const { guest, cpus, ramBytes, codeBytes = 0, partitions, ...policy } = options;
  const pages = ramBytes / PAGE_SIZE;
  return describeMachine({
    ...policy,
    memory: [
      { name: 'secure', base: SECURE_RAM, pages: SECURE_RAM_BYTES / PAGE_SIZE, secure: true },
      { name: 'dram', base: RAM, pages },
      ...(codeBytes === 0
        ? []
        : [{ name: 'code', base: RAM + ramBytes, pages: codeBytes / PAGE_SIZE, secure: true }]),
    ],
    partitions: [
      {
        name: guest,
        id: 0,
        contexts: cpus,
        memory: [{ base: GUEST_RAM, pages: pages - pageOf(GUEST_RAM - RAM) }],
      },
      ...partitions,
    ],
  });
}
