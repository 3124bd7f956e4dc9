import { copyWords } from './copy-words.ts';
import { PageStore, type SavedPages } from './page-store.ts';
import { PAGE_SIZE } from './pages.ts';

/**
 * What a manager needs of memory: to copy words out of pages, to copy words into them, and to clear them.
 *
 * Copies are made page by page, because the pages of a longer buffer need not lie side by side. Both ends of a copy are a page long.
 * `false` means that the page cannot be accessed, as when its granule was given to another world meanwhile.
 */
export interface PhysicalMemory {
  /** Copies the first `words` words of a page to `into`. What `into` had behind them may be lost. */
  read(page: number, into: Uint32Array, words: number): boolean;
  /** Copies the first `words` words of `from` to a page, and clears the rest of the page. */
  write(page: number, from: Uint32Array, words: number): boolean;
  /** Clears whole pages: all of them or none. */
  zero(page: number, pages: number): boolean;
  /** How many of the pages from `page` on can be accessed, at most `pages`, before the first that cannot. */
  reachable(page: number, pages: number): number;
}

/** Memory as whoever builds and drives a machine sees it: by bytes as well. */
export interface MachineMemory extends PhysicalMemory {
  /** Bytes from an address on, across pages. Undefined when part of them is outside. */
  readBytes(address: number, length: number): Uint8Array | undefined;
  /** Writes bytes from an address on, across pages. False when part of them is outside; then nothing is written. */
  writeBytes(address: number, bytes: Uint8Array): boolean;
}

export interface SavedMemory {
  readonly pages: SavedPages;
  readonly withdrawn: readonly number[];
}

/** Memory in this process. It takes room from the first write on; pages never written read as zero. */
export class SparseMemory implements MachineMemory {
  /** Number of pages; accesses beyond fail. */
  readonly pages: number;
  private readonly store: PageStore;
  /** Pages whose granule belongs to another world. */
  private readonly withdrawn: Set<number> = new Set();

  constructor(pages: number) {
    this.pages = pages;
    this.store = new PageStore(pages);
  }

  /** Gives the granule of a page to another world, or takes it back: a manager's accesses fail meanwhile. */
  withdraw(page: number, away: boolean): void {
    if (away) this.withdrawn.add(page);
    else this.withdrawn.delete(page);
  }

  read(page: number, into: Uint32Array, words: number): boolean {
    if (this.isOutOfReach(page)) return false;
    const from = this.store.readable(page);
    if (from === undefined) into.fill(0, 0, words);
    else copyWords(from, into, words);
    return true;
  }

  write(page: number, from: Uint32Array, words: number): boolean {
    if (this.isOutOfReach(page)) return false;
    this.store.overwrite(page, from, words);
    return true;
  }

  zero(page: number, pages: number): boolean {
    if (this.reachable(page, pages) < pages) return false;
    this.store.zero(page, pages);
    return true;
  }

  reachable(page: number, pages: number): number {
    let end = Math.min(page + pages, this.pages);
    for (const gone of this.withdrawn) if (gone >= page && gone < end) end = gone;
    return Math.max(end - page, 0);
  }

  /**
   * The words of a page as whoever has it mapped sees them: reads and writes take effect at once, until the next copy is taken or the
   * page is written in another way.
   */
  mapped(page: number): Uint32Array {
    if (page >= this.pages) throw new RangeError(`there is no page 0x${page.toString(16)}`);
    return this.store.writable(page);
  }

  readBytes(address: number, length: number): Uint8Array | undefined {
    if (address + length > this.pages * PAGE_SIZE) return undefined;
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const page = Math.floor((address + done) / PAGE_SIZE);
      const inside = (address + done) % PAGE_SIZE;
      const count = Math.min(length - done, PAGE_SIZE - inside);
      const words = this.store.readable(page);
      if (words !== undefined) bytes.set(bytesOf(words).subarray(inside, inside + count), done);
      done += count;
    }
    return bytes;
  }

  writeBytes(address: number, bytes: Uint8Array): boolean {
    if (address + bytes.length > this.pages * PAGE_SIZE) return false;
    for (let done = 0; done < bytes.length; ) {
      const page = Math.floor((address + done) / PAGE_SIZE);
      const inside = (address + done) % PAGE_SIZE;
      const room = PAGE_SIZE - inside;
      bytesOf(this.store.writable(page)).set(bytes.subarray(done, done + room), inside);
      done += room;
    }
    return true;
  }

  save(): SavedMemory {
    return { pages: this.store.save(), withdrawn: [...this.withdrawn] };
  }

  restore(saved: SavedMemory): void {
    this.store.restore(saved.pages);
    this.withdrawn.clear();
    for (const page of saved.withdrawn) this.withdrawn.add(page);
  }

  private isOutOfReach(page: number): boolean {
    return page >= this.pages || (this.withdrawn.size !== 0 && this.withdrawn.has(page));
  }
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
