import { closeSync, readSync, writeSync } from 'node:fs';
import { openAnonymousFile } from './anonymous-file.ts';

/** Moves bytes between a buffer and a place in a file, and returns how many. */
type Move = (
  descriptor: number,
  buffer: NodeJS.ArrayBufferView,
  at: number,
  length: number,
  position: number,
) => number;

/**
 * Memory of the guest, which QEMU has mapped. The host reads and writes it as a file, at physical addresses; the guest sees what is written
 * at once. Addresses outside are defects of the host.
 */
export class GuestRam {
  /** Physical address of the first byte. */
  readonly base: number;
  readonly bytes: number;
  /** For QEMU to map. */
  readonly descriptor: number;

  constructor(base: number, bytes: number) {
    this.base = base;
    this.bytes = bytes;
    this.descriptor = openAnonymousFile(bytes);
  }

  /** Whether all of a range of physical addresses is here. */
  has(address: number, length: number): boolean {
    return address >= this.base && address + length <= this.base + this.bytes;
  }

  /** Reads `length` bytes to `into`, from its byte `at` on. */
  read(address: number, into: NodeJS.ArrayBufferView, at: number, length: number): void {
    this.move(readSync, address, into, at, length);
  }

  /** Writes `length` bytes of `from`, from its byte `at` on. */
  write(address: number, from: NodeJS.ArrayBufferView, at: number, length: number): void {
    this.move(writeSync, address, from, at, length);
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private move(how: Move, address: number, buffer: NodeJS.ArrayBufferView, at: number, length: number): void {
    if (!this.has(address, length))
      throw new RangeError(`0x${address.toString(16)} is not in the guest's memory`);
    for (let done = 0; done < length; ) {
      const moved = how(this.descriptor, buffer, at + done, length - done, address - this.base + done);
      if (moved === 0) throw new Error("the guest's memory is shorter than it was");
      done += moved;
    }
  }
}
