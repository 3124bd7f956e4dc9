import type { Attributes, Format } from './format.ts';
import { ENTRIES, type TableStore } from './table-store.ts';

/** Type bits of an entry. A leaf of the last level has those of a table. */
const INVALID = 0;
const BLOCK = 1;
const TABLE = 3;
const LAST_LEVEL = 3;

/** Pages that one entry of each level stands for. */
const REACH: readonly number[] = [ENTRIES ** 3, ENTRIES ** 2, ENTRIES, 1];

/** What a range of addresses is to lead to: the physical pages from `page` on. */
export interface Mapping extends Attributes {
  readonly page: number;
}

/**
 * The tables of one address space. `set` says what addresses lead to; blocks are used wherever address, page and length allow it, split
 * when a part of them changes, and put together again when the parts are alike. Addresses and lengths count pages.
 *
 * Changes reach the processor through the store, by `breakEntries` and `makeEntries`.
 */
export class TranslationTables {
  /** The page of the table that walks start at. */
  readonly rootPage: number;
  private readonly store: TableStore;
  private readonly format: Format;
  private readonly root: number;

  constructor(store: TableStore, format: Format) {
    this.store = store;
    this.format = format;
    this.root = store.take();
    this.rootPage = store.firstPage + this.root;
  }

  /** Lets a range of addresses lead to memory, or nowhere. Throws for addresses that the tables cannot hold. */
  set(at: number, pages: number, mapping: Mapping | undefined): void {
    if (at + pages > 2 ** (this.format.inputBits - 12))
      throw new RangeError(`page 0x${at.toString(16)} is beyond ${this.format.inputBits} bits of address`);
    if (pages > 0) this.setIn(this.root, this.format.startLevel, at, pages, mapping);
  }

  /** Changes a part of what a table covers. `at` is relative to the table's first address. */
  private setIn(table: number, level: number, at: number, pages: number, mapping: Mapping | undefined): void {
    const reach = REACH[level];
    const end = at + pages;
    for (let from = at; from < end; ) {
      const index = Math.floor(from / reach);
      const inside = from - index * reach;
      const count = Math.min(end - from, reach - inside);
      const entry = table * ENTRIES + index;
      const part = mapping === undefined ? undefined : { ...mapping, page: mapping.page + (from - at) };
      if (count === reach && (part === undefined || isLeafAt(level, part.page)))
        this.replace(entry, level, part);
      else this.setInside(entry, level, inside, count, part);
      from += count;
    }
  }

  /** Changes a part of what an entry stands for, through a table below it. */
  private setInside(
    entry: number,
    level: number,
    inside: number,
    count: number,
    mapping: Mapping | undefined,
  ): void {
    const type = this.typeOf(entry, level);
    if (type === INVALID && mapping === undefined) return;
    if (type === BLOCK && this.leadsTo(entry, inside, mapping)) return;
    const child = type === TABLE ? this.childOf(entry) : this.split(entry, level);
    this.setIn(child, level + 1, inside, count, mapping);
    if (type === TABLE) this.fold(entry, level, child);
    else this.link(entry, child);
  }

  /** Lets a whole entry lead to memory or nowhere. */
  private replace(entry: number, level: number, mapping: Mapping | undefined): void {
    const type = this.typeOf(entry, level);
    if (type === TABLE) this.giveBelow(this.childOf(entry), level + 1);
    this.putLeaf(entry, level, mapping);
  }

  /** A new table, not reachable yet, that says the same as an entry that is not a table. */
  private split(entry: number, level: number): number {
    const { store } = this;
    const child = store.take();
    if (this.typeOf(entry, level) === INVALID) return child;
    const first = this.mappingOf(entry);
    const bits = first.low | leafType(level + 1);
    for (let index = 0; index < ENTRIES; index++) {
      const page = first.page + index * REACH[level + 1];
      store.put(child * ENTRIES + index, lowOf(page, bits), highOf(page, first.high));
    }
    return child;
  }

  /** Puts a table's parts together where they are alike: all invalid, or one block. */
  private fold(entry: number, level: number, child: number): void {
    const first = child * ENTRIES;
    const type = this.typeOf(first, level + 1);
    if (type === TABLE) return;
    const mapping = type === INVALID ? undefined : this.mappingOf(first);
    if (mapping !== undefined && !isLeafAt(level, mapping.page)) return;
    if (mapping === undefined ? this.isEmpty(child) : this.isOneBlock(child, level + 1, mapping))
      this.replace(entry, level, mapping);
  }

  private isEmpty(table: number): boolean {
    const first = table * ENTRIES;
    for (let index = 0; index < ENTRIES; index++) if (this.store.low(first + index) !== 0) return false;
    return true;
  }

  private isOneBlock(table: number, level: number, { page, low, high }: Mapping): boolean {
    const { store } = this;
    const first = table * ENTRIES;
    const bits = low | leafType(level);
    for (let index = 0; index < ENTRIES; index++) {
      const at = page + index * REACH[level];
      if (store.low(first + index) !== lowOf(at, bits) || store.high(first + index) !== highOf(at, high))
        return false;
    }
    return true;
  }

  private link(entry: number, child: number): void {
    const page = this.store.firstPage + child;
    this.store.put(entry, lowOf(page, TABLE), highOf(page, 0));
  }

  private giveBelow(table: number, level: number): void {
    if (level < LAST_LEVEL)
      for (let index = 0; index < ENTRIES; index++) {
        const entry = table * ENTRIES + index;
        if (this.typeOf(entry, level) === TABLE) this.giveBelow(this.childOf(entry), level + 1);
      }
    this.store.give(table);
  }

  private putLeaf(entry: number, level: number, mapping: Mapping | undefined): void {
    const type = this.typeOf(entry, level);
    if (mapping === undefined) {
      if (type !== INVALID) this.store.put(entry, 0, 0);
    } else if (type !== BLOCK || !this.leadsTo(entry, 0, mapping)) {
      const low = lowOf(mapping.page, mapping.low | leafType(level));
      this.store.put(entry, low, highOf(mapping.page, mapping.high));
    }
  }

  /** Whether the leaf leads `inside` pages further to where the mapping does, with the same attributes. */
  private leadsTo(entry: number, inside: number, mapping: Mapping | undefined): boolean {
    const { page, low, high } = this.mappingOf(entry);
    return (
      mapping !== undefined && page + inside === mapping.page && low === mapping.low && high === mapping.high
    );
  }

  private mappingOf(entry: number): Mapping {
    const { store } = this;
    return { page: store.pageOf(entry), low: store.low(entry) & 0xffc, high: store.high(entry) & ~0xffff };
  }

  /** INVALID, TABLE, or BLOCK for any leaf. */
  private typeOf(entry: number, level: number): number {
    const type = this.store.low(entry) & 3;
    return level === LAST_LEVEL && type === TABLE ? BLOCK : type;
  }

  private childOf(entry: number): number {
    return this.store.pageOf(entry) - this.store.firstPage;
  }
}

/** Whether an entry of a level can be a leaf that leads to a page. Level 0 has no blocks. */
function isLeafAt(level: number, page: number): boolean {
  return level > 0 && page % REACH[level] === 0;
}

/** The type bits of a leaf. */
function leafType(level: number): number {
  return level === LAST_LEVEL ? TABLE : BLOCK;
}

function lowOf(page: number, bits: number): number {
  return (((page % 0x10_0000) << 12) | bits) >>> 0;
}

function highOf(page: number, bits: number): number {
  return (Math.floor(page / 0x10_0000) | bits) >>> 0;
}

/** The most tables that an address space can need whose mapped addresses and tables are bounded by `pages` each. */
export function mostTables({ inputBits, startLevel }: Format, pages: number): number {
  let tables = 1;
  for (let level = startLevel; level < LAST_LEVEL; level++)
    tables += Math.min(Math.ceil(pages / REACH[level]) + 1, 2 ** (inputBits - 12) / REACH[level]);
  return tables;
}
