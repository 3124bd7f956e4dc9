/** Memory that does what a hostile or unlucky machine does. */

import type { PhysicalMemory, SparseMemory } from '../../../src/core/memory/physical-memory.ts';

/** Passes everything on. */
class Relay implements PhysicalMemory {
  protected readonly memory: SparseMemory;

  constructor(memory: SparseMemory) {
    this.memory = memory;
  }

  read(page: number, into: Uint32Array, words: number): boolean {
    return this.memory.read(page, into, words);
  }

  write(page: number, from: Uint32Array, words: number): boolean {
    return this.memory.write(page, from, words);
  }

  zero(page: number, pages: number): boolean {
    return this.memory.zero(page, pages);
  }

  reachable(page: number, pages: number): number {
    return this.memory.reachable(page, pages);
  }
}

/** Some pages were given to another world: nobody reads or writes them. */
export class DelegatedPages extends Relay {
  readonly gone: Set<number> = new Set<number>();

  delegate(address: number): void {
    this.gone.add(address / 4096);
  }

  giveBack(): void {
    this.gone.clear();
  }

  override read(page: number, into: Uint32Array, words: number): boolean {
    return !this.gone.has(page) && super.read(page, into, words);
  }

  override write(page: number, from: Uint32Array, words: number): boolean {
    return !this.gone.has(page) && super.write(page, from, words);
  }

  override zero(page: number, pages: number): boolean {
    return this.reachable(page, pages) === pages && super.zero(page, pages);
  }

  override reachable(page: number, pages: number): number {
    const gone = [...this.gone].filter((each) => each >= page).sort((left, right) => left - right);
    return Math.min(super.reachable(page, pages), (gone[0] ?? Number.POSITIVE_INFINITY) - page);
  }
}

/** Whoever owns a page rewrites it the moment it has been read, and every read is noted. */
export class RewrittenAfterRead extends Relay {
  readonly reads: string[] = [];

  override read(page: number, into: Uint32Array, words: number): boolean {
    const done = super.read(page, into, words);
    this.reads.push((page * 4096).toString(16));
    this.memory.writeBytes(page * 4096, new Uint8Array(4096).fill(0xff));
    return done;
  }
}
