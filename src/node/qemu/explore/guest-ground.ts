import type { MachineSpec } from '../../../core/board/machine.ts';
import { provingGround } from '../../../core/explore/ground.ts';
import { pageOf } from '../../../core/memory/pages.ts';
import type { Profile } from '../../../core/rules/profile.ts';
import { EL2_VECTORS, FRAMES, GUEST_RAM } from '../monitor/mailbox.ts';
import { type DeviceRange, DOORBELL, FLASH, RAM, SECURE_RAM } from '../monitor/virt-map.ts';
import { AGENT_END } from '../payload/step-agent-code.ts';

/** The partition that is a guest, which is the first of its machine. */
export const GUEST = 'os';

/** Where the guest's memory begins, behind that of the agent. */
const GUEST_MEMORY = 0x4040_0000;
/** Registers that are there and have no effect: those of virtual devices of which there are none. */
const QUIET_DEVICES = 0x0a00_0000;
/** Behind the secure memory of partitions. */
const SECURE_DEVICES: number = SECURE_RAM + 0x8_0000;

/**
 * The proving ground where QEMU has memory, with a second processor for the guest. The guest's code is in memory that is nobody's, so that no call is
 * about it, and the machine is the same in process.
 */
export function guestGround(profile?: Profile): MachineSpec {
  const ground = provingGround(profile, {
    dram: pageOf(RAM),
    spared: pageOf(GUEST_MEMORY - RAM),
    peripherals: pageOf(QUIET_DEVICES),
    secure: pageOf(SECURE_RAM),
    securePeripherals: pageOf(SECURE_DEVICES),
  });
  const partitions = ground.partitions.map((each) => (each.name === GUEST ? { ...each, contexts: 2 } : each));
  return { ...ground, partitions };
}

/** Memory that the guest reaches beside. */
export const AGENT_MEMORY: DeviceRange = { base: GUEST_RAM, size: AGENT_END - GUEST_RAM, memory: true };

/** Pages that nobody may reach and everybody would like to: registers of processors, the hypervisor, the firmware, its line to the host. */
const FORBIDDEN: readonly number[] = [FRAMES, EL2_VECTORS, FLASH, DOORBELL];

/**
 * Pages that the guest tries out: everybody's memory, what is nobody's between it, and what is forbidden. Of the rest of its
 * addresses, some are devices that must not be touched, and some are where its own code is.
 */
export function pagesToTry({ memory }: MachineSpec): readonly number[] {
  const regions = memory.map(({ base, pages }) => {
    const first = Math.max(base, base === RAM ? GUEST_MEMORY : 0);
    return { first: pageOf(first), end: pageOf(base) + pages };
  });
  const pages = regions.flatMap(({ first, end }) =>
    Array.from({ length: end - first }, (_, index) => first + index),
  );
  return [...pages, ...FORBIDDEN.map(pageOf)];
}

/** Whether a page has registers of devices: what they hold is theirs, and no store is tried without need. */
export function isQuietDevice(page: number): boolean {
  return page >= pageOf(QUIET_DEVICES) && page < pageOf(QUIET_DEVICES) + 4;
}
