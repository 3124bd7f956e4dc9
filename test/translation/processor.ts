/** A processor's side of translation tables, written from the architecture's rules for VMSAv8-64 with 4 KiB pages: memory, walks, TLBs. */

import type { TableMemory } from '../../src/core/translation/table-store.ts';

/** Where an address leads, and what its entry says. */
export interface Leaf {
  readonly page: number;
  readonly level: number;
  /** Bits 11:2 of the entry. */
  readonly lower: number;
  /** Bits 63:50. */
  readonly upper: number;
}

const VALID = 1n;
const NOT_LEAF = 2n;

/**
 * Memory that holds tables. It refuses what break-before-make forbids: to change a valid entry into another valid one without the TLBs
 * being invalidated in between, and to write over a table that a walk could still reach.
 */
export class Processor implements TableMemory {
  private readonly tables: Map<number, BigUint64Array> = new Map();
  /** Entries made invalid since the TLBs were last clean: "page:index". */
  private readonly stale: Set<string> = new Set();
  /** Tables that walks could reach since the TLBs were last clean, and the level of each. */
  private readonly reached: Map<number, number> = new Map();
  writes = 0;

  writeEntry(page: number, index: number, low: number, high: number): void {
    this.writes++;
    const table = this.table(page);
    const value = (BigInt(high) << 32n) | BigInt(low);
    const name = `${page}:${index}`;
    const old = table[index] ?? 0n;
    if ((value & VALID) !== 0n && (old & VALID) !== 0n)
      throw new Error(`entry ${name} is changed while it is valid`);
    if ((value & VALID) !== 0n && this.stale.has(name))
      throw new Error(`entry ${name} may still be in a TLB`);
    if ((old & VALID) !== 0n) this.stale.add(name);
    table[index] = value;
    const level = this.reached.get(page);
    if (level !== undefined && level < 3 && (value & 3n) === 3n) this.reach(pageOf(value), level + 1);
  }

  writeTable(page: number, words: Uint32Array): void {
    this.writes++;
    if (this.reached.has(page)) throw new Error(`table ${page} is written while walks may reach it`);
    this.tables.set(page, new BigUint64Array(words.slice().buffer));
  }

  /** What TLBI and the barriers around it do. Walks start at tables of level 1. */
  invalidate(roots: readonly number[]): void {
    this.stale.clear();
    this.reached.clear();
    for (const root of roots) this.reach(root, 1);
  }

  /** Where an address leads by the tables in memory; undefined for a translation fault. */
  walk(root: number, startLevel: number, address: bigint): Leaf | undefined {
    let page = root;
    for (let level = startLevel; ; level++) {
      const shift = BigInt(39 - 9 * level);
      const entry = this.table(page)[Number((address >> shift) & 511n)] ?? 0n;
      if ((entry & VALID) === 0n) return undefined;
      if (level < 3 && (entry & NOT_LEAF) !== 0n) {
        page = pageOf(entry);
        continue;
      }
      if ((level === 3) !== ((entry & NOT_LEAF) !== 0n) || level === 0) return undefined;
      const size = 1n << shift;
      const base = entry & 0xffff_ffff_f000n & ~(size - 1n);
      if (base !== (entry & 0xffff_ffff_f000n)) throw new Error(`a block of level ${level} is not aligned`);
      const physical = base | (address & (size - 1n));
      return {
        page: Number(physical >> 12n),
        level,
        lower: Number(entry & 0xffcn),
        upper: Number(entry >> 50n),
      };
    }
  }

  private reach(page: number, level: number): void {
    this.reached.set(page, level);
    if (level < 3)
      for (const entry of this.table(page)) if ((entry & 3n) === 3n) this.reach(pageOf(entry), level + 1);
  }

  private table(page: number): BigUint64Array {
    const table = this.tables.get(page);
    if (table === undefined) throw new Error(`page ${page} is no table`);
    return table;
  }
}

function pageOf(entry: bigint): number {
  return Number((entry & 0xffff_ffff_f000n) >> 12n);
}
