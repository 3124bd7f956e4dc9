import { closeSync, readSync, writeSync } from 'node:fs';
import { openAnonymousFile } from './anonymous-file.ts';

/** A range of physical memory that is part of a file. */
interface Place {
  /** Physical address of the first byte. */
  readonly base: number;
  readonly bytes: number;
  readonly descriptor: number;
  /** Where in the file the range begins. */
  readonly offset: number;
}

/**
 * Memory that another process has mapped. This one reads and writes it as a file, at physical addresses; the other sees what is written
 * at once. Addresses outside are defects of this process.
 */
export class FileRam {
  /** Physical address of the first byte. */
  readonly base: number;
  readonly bytes: number;
  /** For others to map. */
  readonly descriptor: number;
  private readonly offset: number;

  constructor({ base, bytes, descriptor, offset }: Place) {
    this.base = base;
    this.bytes = bytes;
    this.descriptor = descriptor;
    this.offset = offset;
  }

  /** Memory in a file of its own, which no name leads to. */
  static anonymous(base: number, bytes: number): FileRam {
    return new FileRam({ base, bytes, descriptor: openAnonymousFile(bytes), offset: 0 });
  }

  /** Whether all of a range of physical addresses is here. */
  has(address: number, length: number): boolean {
    return address >= this.base && address + length <= this.base + this.bytes;
  }

  /** Reads `length` bytes to `into`, from its byte `at` on. Where another process has cut the file short, there are zeros. */
  read(address: number, into: NodeJS.ArrayBufferView, at: number, length: number): void {
    const position = this.position(address, length);
    for (let done = 0; done < length; ) {
      const moved = readSync(this.descriptor, into, at + done, length - done, position + done);
      if (moved === 0) {
        new Uint8Array(into.buffer, into.byteOffset + at + done, length - done).fill(0);
        return;
      }
      done += moved;
    }
  }

  /** Writes `length` bytes of `from`, from its byte `at` on. */
  write(address: number, from: NodeJS.ArrayBufferView, at: number, length: number): void {
    const position = this.position(address, length);
    for (let done = 0; done < length; )
      done += writeSync(this.descriptor, from, at + done, length - done, position + done);
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private position(address: number, length: number): number {
    if (!this.has(address, length))
      throw new RangeError(`0x${address.toString(16)} is not in the memory of the file`);
    return address - this.base + this.offset;
  }
}
