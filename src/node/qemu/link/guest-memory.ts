import { addressOf, PAGE_SIZE } from '../../../core/memory/pages.ts';
import { type MachineMemory, SparseMemory } from '../../../core/memory/physical-memory.ts';
import type { GuestRam } from './guest-ram.ts';

/** Part of a range that lies in the guest's RAM, or outside of it. */
interface Part {
  readonly guest: boolean;
  readonly address: number;
  readonly length: number;
}

/** Bytes that are cleared with one write. */
const ZEROS = new Uint8Array(0x1_0000);

/**
 * Memory of a machine whose normal world is a guest: what the guest has is in its RAM, and the rest, such as that of partitions whose
 * programs run in this process, is here, out of its reach.
 */
export class GuestMemory implements MachineMemory {
  private readonly ram: GuestRam;
  private readonly own: SparseMemory;
  private readonly page = new Uint8Array(PAGE_SIZE);

  constructor(ram: GuestRam, pages: number) {
    this.ram = ram;
    this.own = new SparseMemory(pages);
  }

  read(page: number, into: Uint32Array, words: number): boolean {
    const address = addressOf(page);
    if (!this.ram.has(address, PAGE_SIZE)) return this.own.read(page, into, words);
    this.ram.read(address, into, 0, 4 * words);
    return true;
  }

  write(page: number, from: Uint32Array, words: number): boolean {
    const address = addressOf(page);
    if (!this.ram.has(address, PAGE_SIZE)) return this.own.write(page, from, words);
    this.page.set(new Uint8Array(from.buffer, from.byteOffset, 4 * words));
    this.page.fill(0, 4 * words);
    this.ram.write(address, this.page, 0, PAGE_SIZE);
    return true;
  }

  zero(page: number, pages: number): boolean {
    if (this.reachable(page, pages) < pages) return false;
    for (const { guest, address, length } of this.parts(addressOf(page), pages * PAGE_SIZE)) {
      if (guest) this.clear(address, length);
      else this.own.zero(address / PAGE_SIZE, length / PAGE_SIZE);
    }
    return true;
  }

  reachable(page: number, pages: number): number {
    return this.own.reachable(page, pages);
  }

  readBytes(address: number, length: number): Uint8Array | undefined {
    if (!this.holds(address, length)) return undefined;
    const bytes = new Uint8Array(length);
    for (const part of this.parts(address, length)) {
      const at = part.address - address;
      if (part.guest) this.ram.read(part.address, bytes, at, part.length);
      else bytes.set(this.own.readBytes(part.address, part.length) ?? [], at);
    }
    return bytes;
  }

  writeBytes(address: number, bytes: Uint8Array): boolean {
    if (!this.holds(address, bytes.length)) return false;
    for (const part of this.parts(address, bytes.length)) {
      const at = part.address - address;
      if (part.guest) this.ram.write(part.address, bytes, at, part.length);
      else this.own.writeBytes(part.address, bytes.subarray(at, at + part.length));
    }
    return true;
  }

  private holds(address: number, length: number): boolean {
    return address + length <= this.own.pages * PAGE_SIZE;
  }

  private clear(address: number, length: number): void {
    for (let done = 0; done < length; done += ZEROS.length)
      this.ram.write(address + done, ZEROS, 0, Math.min(ZEROS.length, length - done));
  }

  /** A range, cut where the guest's RAM begins and ends. */
  private parts(address: number, length: number): readonly Part[] {
    const end = address + length;
    const [first, last] = [this.ram.base, this.ram.base + this.ram.bytes];
    const cuts = [address, ...[first, last].filter((cut) => cut > address && cut < end), end];
    return cuts.slice(1).map((to, index) => {
      const from = cuts[index] ?? address;
      return { guest: from >= first && from < last, address: from, length: to - from };
    });
  }
}
