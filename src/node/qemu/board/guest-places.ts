import type { MachineSpec } from '../../../core/board/machine.ts';
import { PAGE_SIZE } from '../../../core/memory/pages.ts';
import type { Processors } from '../firmware/power.ts';
import {
  CONSOLE,
  type DeviceRange,
  NORMAL_DEVICES,
  PRIVATE_INTERRUPTS,
  REDISTRIBUTOR_BYTES,
  REDISTRIBUTORS,
} from '../monitor/virt-map.ts';

/** The interrupt of the real console. Those of consoles that this process is come behind it. */
const CONSOLE_INTERRUPT = 33;

/** A guest on the board: its processors, its memory as it sees it, and where that lies. */
export interface GuestRoom extends Processors {
  readonly partition: string;
  /** Addresses of the guest. */
  readonly ram: { readonly base: number; readonly end: number };
  /** What a physical address is more than that of the guest. */
  readonly offset: number;
  /** The shared interrupt of its console. */
  readonly interrupt: number;
  /** Devices that it reaches itself. */
  readonly devices: readonly DeviceRange[];
}

/** The guests of a machine, in this order, with processors in theirs. One alone has all devices of the normal world. */
export function guestRooms(spec: MachineSpec, names: readonly string[]): readonly GuestRoom[] {
  const rooms: Omit<GuestRoom, 'devices'>[] = [];
  for (const [index, name] of names.entries()) {
    const guest = spec.partitions.find((each) => each.name === name);
    const [memory] = guest?.memory ?? [];
    if (guest === undefined || memory === undefined) throw new TypeError(`no guest is called ${name}`);
    const first = rooms.reduce((sum, { cpus }) => sum + cpus, 0);
    rooms.push({
      ...{ partition: name, first, cpus: guest.contexts, interrupt: CONSOLE_INTERRUPT + index },
      ram: { base: memory.at, end: memory.at + memory.pages * PAGE_SIZE },
      offset: memory.base - memory.at,
    });
  }
  const all = rooms.reduce((sum, { cpus }) => sum + cpus, 0);
  return rooms.map((room) => ({
    ...room,
    devices: names.length === 1 ? NORMAL_DEVICES : ownDevices(room, all),
  }));
}

/** The interrupts of its own processors, of the others what can be read of them, and for the first the real console. */
function ownDevices({ first, cpus }: Processors, all: number): readonly DeviceRange[] {
  const redistributor = (cpu: number) => REDISTRIBUTORS + cpu * REDISTRIBUTOR_BYTES;
  const others = Array.from({ length: all }, (_, cpu) => cpu).filter(
    (cpu) => cpu < first || cpu >= first + cpus,
  );
  return [
    { base: redistributor(first), size: cpus * REDISTRIBUTOR_BYTES },
    // Kernels look through all of them for their own.
    ...others.map((cpu) => ({ base: redistributor(cpu), size: PRIVATE_INTERRUPTS, readOnly: true })),
    ...(first === 0 ? [CONSOLE] : []),
  ];
}
