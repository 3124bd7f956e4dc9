import { addressOf, PAGE_SIZE } from '../../core/memory/pages.ts';
import { type MachineMemory, type SavedMemory, SparseMemory } from '../../core/memory/physical-memory.ts';
import type { FileRam } from './file-ram.ts';

/** Part of a range that lies in a file, or in none. */
interface Part {
  readonly ram: FileRam | undefined;
  readonly address: number;
  readonly length: number;
}

/** Bytes that are cleared with one write. */
const ZEROS = new Uint8Array(0x1_0000);

/**
 * Memory of a machine of which others have a part: what is in files they have mapped, and the rest, such as that of partitions whose
 * programs run in this process, is here, out of their reach.
 */
export class BackedMemory implements MachineMemory {
  private readonly rams: readonly FileRam[];
  private readonly own: SparseMemory;
  private readonly page = new Uint8Array(PAGE_SIZE);

  /** Number of pages; accesses beyond fail. */
  readonly pages: number;

  /** The ranges of the files consist of whole pages and do not overlap. */
  constructor(rams: readonly FileRam[], pages: number) {
    this.rams = rams;
    this.pages = pages;
    this.own = new SparseMemory(pages);
  }

  /** Gives the granule of a page to another world, or takes it back: the manager's accesses fail meanwhile. Who has mapped a file is not stopped. */
  withdraw(page: number, away: boolean): void {
    this.own.withdraw(page, away);
  }

  read(page: number, into: Uint32Array, words: number): boolean {
    const address = addressOf(page);
    const ram = this.ramAt(address);
    if (ram === undefined) return this.own.read(page, into, words);
    if (this.reachable(page, 1) === 0) return false;
    ram.read(address, into, 0, 4 * words);
    return true;
  }

  write(page: number, from: Uint32Array, words: number): boolean {
    const address = addressOf(page);
    const ram = this.ramAt(address);
    if (ram === undefined) return this.own.write(page, from, words);
    if (this.reachable(page, 1) === 0) return false;
    this.page.set(new Uint8Array(from.buffer, from.byteOffset, 4 * words));
    this.page.fill(0, 4 * words);
    ram.write(address, this.page, 0, PAGE_SIZE);
    return true;
  }

  zero(page: number, pages: number): boolean {
    if (this.reachable(page, pages) < pages) return false;
    for (const { ram, address, length } of this.parts(addressOf(page), pages * PAGE_SIZE)) {
      if (ram === undefined) this.own.zero(address / PAGE_SIZE, length / PAGE_SIZE);
      else clear(ram, address, length);
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
      if (part.ram === undefined) bytes.set(this.own.readBytes(part.address, part.length) ?? [], at);
      else part.ram.read(part.address, bytes, at, part.length);
    }
    return bytes;
  }

  writeBytes(address: number, bytes: Uint8Array): boolean {
    if (!this.holds(address, bytes.length)) return false;
    for (const part of this.parts(address, bytes.length)) {
      const at = part.address - address;
      if (part.ram === undefined) this.own.writeBytes(part.address, bytes.subarray(at, at + part.length));
      else part.ram.write(part.address, bytes, at, part.length);
    }
    return true;
  }

  /** Takes a copy of what is in none of the files. */
  save(): SavedMemory {
    return this.own.save();
  }

  restore(saved: SavedMemory): void {
    this.own.restore(saved);
  }

  private holds(address: number, length: number): boolean {
    return address + length <= this.own.pages * PAGE_SIZE;
  }

  private ramAt(address: number): FileRam | undefined {
    return this.rams.find((ram) => ram.has(address, 1));
  }

  /** A range, cut where files begin and end. */
  private parts(address: number, length: number): readonly Part[] {
    const end = address + length;
    const borders = this.rams.flatMap(({ base, bytes }) => [base, base + bytes]);
    const inside = borders.filter((border) => border > address && border < end);
    const cuts = [...new Set([address, ...inside, end])].sort((left, right) => left - right);
    return cuts.slice(1).map((to, index) => {
      const from = cuts[index] ?? address;
      return { ram: this.ramAt(from), address: from, length: to - from };
    });
  }
}

function clear(ram: FileRam, address: number, length: number): void {
  for (let done = 0; done < length; done += ZEROS.length)
    ram.write(address + done, ZEROS, 0, Math.min(ZEROS.length, length - done));
}
