/**
 * QEMU's `virt` machine with `secure=on`: where its devices and its memory are, and the numbers of its interrupts.
 *
 * Source: qemu-link 2, 3.
 */

import { type AddressRange, BOARD_DEVICES } from '../../guest/board-tree.ts';

/** Flash of the secure world. All processors start here, at EL3. */
export const FLASH = 0x0000_0000;

/** GICv3: the distributor, and one redistributor a processor, whose second frame has the interrupts of its own. */
export const DISTRIBUTOR: number = BOARD_DEVICES.distributor.base;
export const REDISTRIBUTORS: number = BOARD_DEVICES.redistributors.base;
export const REDISTRIBUTOR_BYTES = 0x2_0000;
export const PRIVATE_INTERRUPTS = 0x1_0000;

/** The console of the normal world, a PL011. */
export const CONSOLE: AddressRange = BOARD_DEVICES.console;

/** The secure world's own PL011, and its interrupt: shared interrupt 8. */
export const DOORBELL = 0x0904_0000;
export const DOORBELL_INTERRUPT = 40;

/** Memory of the secure world. */
export const SECURE_RAM = 0x0e00_0000;
export const SECURE_RAM_BYTES = 0x0100_0000;

/** Memory of the normal world. QEMU puts a device tree of its own into the first MiB. */
export const RAM = 0x4000_0000;

/** Devices that a guest reaches itself; of some it may only read the registers. */
export interface DeviceRange extends AddressRange {
  readonly readOnly?: boolean;
  /** It is memory, for code and data that no call can be about. */
  readonly memory?: true;
}

/** Where the normal world may have devices: all addresses below memory but those of flash, serial line and memory of the secure world. */
export const NORMAL_DEVICES: readonly DeviceRange[] = [
  { base: 0x0400_0000, size: DOORBELL - 0x0400_0000 },
  { base: DOORBELL + 0x1000, size: SECURE_RAM - (DOORBELL + 0x1000) },
  { base: SECURE_RAM + SECURE_RAM_BYTES, size: RAM - (SECURE_RAM + SECURE_RAM_BYTES) },
];
