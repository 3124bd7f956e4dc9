import { Duplex } from 'node:stream';
import { CONSOLE } from '../monitor/virt-map.ts';
import type { DeviceAccess, DeviceAnswer, EmulatedDevice } from './emulated-device.ts';

/** Registers of a PL011, by offset. Source: Arm's PL011, 3.2. */
const DATA = 0x00;
const FLAGS = 0x18;
const MASK = 0x38;
const RAW = 0x3c;
const MASKED = 0x40;
const CLEAR = 0x44;
/** From here on: 0x00341011 and 0xb105f00d, a byte in each word. */
const IDENTIFICATION = 0xfe0;
const IDENTITY = [0x11, 0x10, 0x34, 0x00, 0x0d, 0xf0, 0x05, 0xb1];

/** Flags: nothing to receive, nothing left to send. */
const FLAG = { RX_EMPTY: 1 << 4, TX_EMPTY: 1 << 7 };
/** Interrupts: something was received, it may be sent, something lies there. */
const INTERRUPT = { RX: 1 << 4, TX: 1 << 5, TIMEOUT: 1 << 6 };

/** A guest's serial line: it says at once what it is to send, and keeps what comes until it is read. */
export class SerialLine implements EmulatedDevice {
  readonly base: number = CONSOLE.base;
  readonly size: number = CONSOLE.size;
  /** The other end. */
  readonly end: Duplex;
  private readonly interrupt: () => void;
  private readonly registers: Map<number, number> = new Map();
  private readonly received: number[] = [];
  private raw = 0;
  private isUp = false;

  /** `interrupt` is called when its interrupt rises. */
  constructor(interrupt: () => void) {
    this.interrupt = interrupt;
    this.end = new Duplex({
      read: () => undefined,
      write: (bytes: Buffer, _encoding, done) => {
        this.received.push(...bytes);
        this.raise(INTERRUPT.RX | INTERRUPT.TIMEOUT);
        done();
      },
    });
  }

  access({ offset, value }: DeviceAccess): DeviceAnswer {
    if (value === undefined) return { value: BigInt(this.read(offset)) };
    this.write(offset, Number(value & 0xffff_ffffn));
    return {};
  }

  private read(offset: number): number {
    switch (offset) {
      case DATA:
        return this.take();
      case FLAGS:
        return FLAG.TX_EMPTY | (this.received.length === 0 ? FLAG.RX_EMPTY : 0);
      case RAW:
        return this.raw;
      case MASKED:
        return this.raw & this.mask;
      default:
        return offset >= IDENTIFICATION
          ? (IDENTITY[(offset - IDENTIFICATION) / 4] ?? 0)
          : (this.registers.get(offset) ?? 0);
    }
  }

  private write(offset: number, value: number): void {
    if (offset === DATA) {
      this.end.push(Uint8Array.of(value & 0xff));
      this.raise(INTERRUPT.TX);
    } else if (offset === CLEAR) {
      this.raw &= ~value;
      this.raise(0);
    } else {
      this.registers.set(offset, value);
      this.raise(0);
    }
  }

  private take(): number {
    const byte = this.received.shift() ?? 0;
    if (this.received.length === 0) this.raw &= ~(INTERRUPT.RX | INTERRUPT.TIMEOUT);
    this.raise(0);
    return byte;
  }

  private get mask(): number {
    return this.registers.get(MASK) ?? 0;
  }

  /** Adds interrupts to those that are up, and tells of it when the line rises. */
  private raise(more: number): void {
    this.raw |= more;
    const isUp = (this.raw & this.mask) !== 0;
    const rises = isUp && !this.isUp;
    this.isUp = isUp;
    if (rises) this.interrupt();
  }
}
