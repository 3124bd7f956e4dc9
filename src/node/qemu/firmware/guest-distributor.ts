import { DISTRIBUTOR } from '../monitor/virt-map.ts';
import type { DeviceAccess, DeviceAnswer, EmulatedDevice, Poke } from './emulated-device.ts';

/** Registers of a GICv3's distributor, by offset. Source: Arm's GICv3 architecture, 12.9. */
const CTLR = 0x0;
const TYPER = 0x4;
const IIDR = 0x8;
const IROUTER = { from: 0x6000, end: 0x8000 };
const PIDR2 = 0xffe8;
/** One bit an interrupt, in words of 32: to set and to clear what is enabled, pending, active. They are those of the real distributor. */
const BITMAPS = { from: 0x100, end: 0x400 };
const BITMAP_BYTES = 0x80;

/** 64 interrupts, ten bits in their numbers, one security state as far as the guest can tell. */
const TYPE = 0x0048_0001n;
const QEMU = 0x43bn;
const GICV3 = 0x3bn;
/** Of CTLR: groups, and affinity routing, which is always on. */
const CONTROL = 0x13n;
const ROUTES_BY_AFFINITY = 0x10n;
const PER_WORD = 32;
const ROUTE_BYTES = 8;
const LOW_WORD = 0xffff_ffffn;

/** A real distributor that several guests have, as one of them sees it. */
export interface SharedInterrupts {
  /** Interrupts that are the guest's own: numbers from 32 to 63. */
  readonly own: readonly number[];
  /** Whether a processor is the guest's. */
  readonly hasProcessor: (cpu: number) => boolean;
}

/**
 * The distributor of an interrupt controller that guests share. Each sees one with the interrupts of its own alone: what it does to those is done
 * to the real one, what it does to others has no effect, and what it reads is what it wrote.
 */
export class GuestDistributor implements EmulatedDevice {
  readonly base: number = DISTRIBUTOR;
  readonly size = 0x1_0000;
  private readonly shared: SharedInterrupts;
  /** By offset of words. */
  private readonly written: Map<number, bigint> = new Map();

  constructor(shared: SharedInterrupts) {
    this.shared = shared;
  }

  access({ offset, size, value }: DeviceAccess): DeviceAnswer {
    if (value === undefined) return { value: this.read(offset, size) };
    const poke = this.write(offset, value);
    return poke === undefined ? {} : { poke };
  }

  private read(offset: number, size: number): bigint {
    switch (offset) {
      case CTLR:
        return (this.written.get(CTLR) ?? 0n) | ROUTES_BY_AFFINITY;
      case TYPER:
        return TYPE;
      case IIDR:
        return QEMU;
      case PIDR2:
        return GICV3;
      default: {
        const low = this.written.get(offset) ?? 0n;
        return size <= 4 ? low : low | ((this.written.get(offset + 4) ?? 0n) << 32n);
      }
    }
  }

  private write(offset: number, value: bigint): Poke | undefined {
    if (isIn(offset, BITMAPS)) return this.writeBits(offset, Number(value));
    this.written.set(offset, offset === CTLR ? value & CONTROL : value & LOW_WORD);
    if (isIn(offset, IROUTER)) {
      this.written.set(offset + 4, value >> 32n);
      return this.route((offset - IROUTER.from) / ROUTE_BYTES, Number(value & LOW_WORD), offset);
    }
    return undefined;
  }

  /** Registers to set bits and to clear them come in pairs, and both read as what is set. */
  private writeBits(offset: number, value: number): Poke | undefined {
    const word = (offset % BITMAP_BYTES) / 4;
    const bits = this.ownBits(word) & value;
    const clears = (Math.floor(offset / BITMAP_BYTES) & 1) === 1;
    const [sets, cleared] = clears ? [offset - BITMAP_BYTES, offset] : [offset, offset + BITMAP_BYTES];
    const before = Number(this.written.get(sets) ?? 0n);
    const now = BigInt((clears ? before & ~bits : before | bits) >>> 0);
    this.written.set(sets, now);
    this.written.set(cleared, now);
    return bits === 0 ? undefined : { address: DISTRIBUTOR + offset, value: bits >>> 0 };
  }

  private route(interrupt: number, affinity: number, offset: number): Poke | undefined {
    const { own, hasProcessor } = this.shared;
    const allowed = own.includes(interrupt) && hasProcessor(affinity);
    return allowed ? { address: DISTRIBUTOR + offset, value: affinity } : undefined;
  }

  private ownBits(word: number): number {
    return this.shared.own
      .filter((interrupt) => Math.floor(interrupt / PER_WORD) === word)
      .reduce((bits, interrupt) => bits | (1 << (interrupt % PER_WORD)), 0);
  }
}

/** A shared interrupt that no wire leads to, and the processor that it goes to. */
export interface Wireless {
  readonly interrupt: number;
  readonly cpu: number;
}

/**
 * What guests cannot set themselves: all of the first shared interrupts come behind what processors let pass while they wait for us, and those
 * without a wire on an edge, to a processor.
 */
export function prepareInterrupts(wireless: readonly Wireless[]): readonly Poke[] {
  const edges = wireless.reduce((bits, { interrupt }) => bits | (2 << (2 * (interrupt % 16))), 0);
  return [
    { address: DISTRIBUTOR + PRIORITIES + 32, value: BEHIND_THOSE_WHO_WAIT },
    { address: DISTRIBUTOR + PRIORITIES + 36, value: BEHIND_THOSE_WHO_WAIT },
    { address: DISTRIBUTOR + EDGES + 8, value: edges >>> 0 },
    ...wireless.map(({ interrupt, cpu }) => ({
      address: DISTRIBUTOR + IROUTER.from + ROUTE_BYTES * interrupt,
      value: cpu,
    })),
  ];
}

const BEHIND_THOSE_WHO_WAIT = 0xd0d0_d0d0;
const EDGES = 0xc00;
const PRIORITIES = 0x400;
const PENDING = 0x200;

/** Makes a shared interrupt pending. */
export function pend(interrupt: number): Poke {
  const address = DISTRIBUTOR + PENDING + 4 * Math.floor(interrupt / PER_WORD);
  return { address, value: (1 << (interrupt % PER_WORD)) >>> 0 };
}

function isIn(offset: number, { from, end }: { readonly from: number; readonly end: number }): boolean {
  return offset >= from && offset < end;
}
