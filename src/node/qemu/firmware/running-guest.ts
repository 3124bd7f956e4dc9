import type { CpuFrame } from '../link/cpu-frame.ts';
import { PRIVATE_INTERRUPTS, REDISTRIBUTOR_BYTES, REDISTRIBUTORS } from '../monitor/virt-map.ts';
import type { EmulatedDevice, Poke } from './emulated-device.ts';
import { pend } from './guest-distributor.ts';
import type { Entry, Power, Processors, SavedPower } from './power.ts';
import type { Services } from './smccc.ts';

/** A guest: its processors, where the first of them starts, and devices of it that this process is. */
export interface GuestPlace extends Processors {
  readonly partition: string;
  readonly entry: Entry;
  readonly devices: readonly EmulatedDevice[];
}

/** A copy of a guest that has not ended: which of its processors run, and interrupts that are due. */
export interface SavedRunningGuest {
  readonly power: SavedPower;
  readonly due: readonly number[];
}

/** Register of a redistributor's second frame: makes interrupts pending. */
const GICR_ISPENDR0 = 0x200;
/** Interrupts from here on are shared between processors. */
const FIRST_SHARED = 32;

/** A guest that runs, as its firmware knows it. */
export class RunningGuest {
  readonly place: GuestPlace;
  readonly power: Power;
  /** Calls beyond FF-A's. */
  readonly services: Services;
  /** Its end was decided, and is to be carried out by the next of its processors that comes. */
  condemned = false;
  /** Its processors stay where they are when they come. */
  over = false;
  private due: Set<number> = new Set();

  constructor(place: GuestPlace, power: Power, services: Services) {
    this.place = place;
    this.power = power;
    this.services = services;
  }

  has(cpu: number): boolean {
    const { first, cpus } = this.place;
    return cpu >= first && cpu < first + cpus;
  }

  /** The number of a processor among the guest's. */
  vcpuOf(cpu: number): number {
    return cpu - this.place.first;
  }

  /** Notes that an interrupt is to be made pending by one of its processors. */
  raise(interrupt: number): void {
    this.due.add(interrupt);
  }

  /** Whether a processor has to come. */
  get isAwaited(): boolean {
    return !this.over && this.due.size !== 0;
  }

  /** What a processor that has come does for an interrupt that is due. */
  takeDue({ cpu }: CpuFrame): Poke | undefined {
    for (const interrupt of this.due) {
      this.due.delete(interrupt);
      if (interrupt >= FIRST_SHARED) return pend(interrupt);
      const redistributor = REDISTRIBUTORS + cpu * REDISTRIBUTOR_BYTES;
      return { address: redistributor + PRIVATE_INTERRUPTS + GICR_ISPENDR0, value: 1 << interrupt };
    }
    return undefined;
  }

  save(): SavedRunningGuest {
    return { power: this.power.save(), due: [...this.due] };
  }

  restore({ power, due }: SavedRunningGuest): void {
    this.power.restore(power);
    this.due = new Set(due);
  }
}
