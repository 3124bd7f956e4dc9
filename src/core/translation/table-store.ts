import { PAGE_WORDS } from '../memory/pages.ts';

/** Entries of a table. */
export const ENTRIES = 512;

/** What the processor's memory has to offer for its tables. */
export interface TableMemory {
  /** Writes one entry at once: a walk sees the old one or the new one. */
  writeEntry(page: number, index: number, low: number, high: number): void;
  /** Writes a table that no entry leads to yet. */
  writeTable(page: number, words: Uint32Array): void;
}

/** A table is `fresh` while the processor cannot reach it, and `leaving` when it is about to lose it. */
const STATE = { FREE: 0, FRESH: 1, LIVE: 2, LEAVING: 3 };

/**
 * Translation tables as they are to be, and what has to be done in the processor's memory to get there.
 *
 * Only we write tables, so what they hold is kept here, and reading one costs no access to memory. A change of tables is made in two
 * halves, with the TLBs invalidated in between (break before make): `breakEntries` makes every entry that changes invalid, `makeEntries`
 * writes the new ones. Between the halves an access to what is being changed faults; whoever handles the fault lets it be tried again.
 *
 * Entries are numbered through: entry `index` of table `t` is `t * 512 + index`.
 */
export class TableStore {
  /** The page of table 0; the others follow it. */
  readonly firstPage: number;
  /** How many tables there may be. */
  readonly tables: number;
  private readonly words: Uint32Array;
  private readonly state: Uint8Array;
  private readonly free: number[];
  /** Entries of live tables that differ from memory. */
  private readonly changed: Set<number> = new Set();
  /** Those that are valid in memory. */
  private readonly broken: Set<number> = new Set();
  private fresh: number[] = [];
  private leaving: number[] = [];

  constructor(firstPage: number, tables: number) {
    this.firstPage = firstPage;
    this.tables = tables;
    this.words = new Uint32Array(tables * PAGE_WORDS);
    this.state = new Uint8Array(tables);
    this.free = Array.from({ length: tables }, (_, table) => tables - 1 - table);
  }

  /** Tables in use now. */
  get used(): number {
    return this.tables - this.free.length;
  }

  /** An empty table that no entry leads to yet. Throws when there is none left: whoever made the store counted wrong. */
  take(): number {
    const table = this.free.pop();
    if (table === undefined) throw new Error(`all ${this.tables} translation tables are in use`);
    this.state[table] = STATE.FRESH;
    this.words.fill(0, table * PAGE_WORDS, (table + 1) * PAGE_WORDS);
    this.fresh.push(table);
    return table;
  }

  /** Gives a table back, once the processor cannot reach it any more. The entry that led to it has to be changed before. */
  give(table: number): void {
    if (this.state[table] === STATE.FRESH) {
      this.fresh = this.fresh.filter((other) => other !== table);
      this.release(table);
      return;
    }
    this.state[table] = STATE.LEAVING;
    this.leaving.push(table);
  }

  low(entry: number): number {
    return this.words[entry * 2];
  }

  high(entry: number): number {
    return this.words[entry * 2 + 1];
  }

  /** The physical page an entry leads to: a table or memory. */
  pageOf(entry: number): number {
    return (this.words[entry * 2] >>> 12) + (this.words[entry * 2 + 1] & 0xffff) * 0x10_0000;
  }

  put(entry: number, low: number, high: number): void {
    const word = entry * 2;
    const wasValid = (this.words[word] & 1) !== 0;
    this.words[word] = low;
    this.words[word + 1] = high;
    const table = Math.floor(entry / ENTRIES);
    if (this.state[table] !== STATE.LIVE) return;
    if (wasValid && !this.changed.has(entry)) this.broken.add(entry);
    this.changed.add(entry);
  }

  /** First half: makes invalid what changes. Returns whether the TLBs have to be invalidated before the second half. */
  breakEntries(memory: TableMemory): boolean {
    for (const entry of this.broken)
      memory.writeEntry(this.firstPage + Math.floor(entry / ENTRIES), entry % ENTRIES, 0, 0);
    return this.broken.size !== 0;
  }

  /** Second half: writes new tables, then the entries that lead to them and all others that changed. */
  makeEntries(memory: TableMemory): void {
    for (const table of this.fresh) {
      memory.writeTable(
        this.firstPage + table,
        this.words.subarray(table * PAGE_WORDS, (table + 1) * PAGE_WORDS),
      );
      this.state[table] = STATE.LIVE;
    }
    for (const entry of this.changed) {
      const table = Math.floor(entry / ENTRIES);
      if (this.state[table] === STATE.LIVE && (this.low(entry) & 1) !== 0)
        memory.writeEntry(this.firstPage + table, entry % ENTRIES, this.low(entry), this.high(entry));
    }
    for (const table of this.leaving) this.release(table);
    this.fresh = [];
    this.leaving = [];
    this.changed.clear();
    this.broken.clear();
  }

  private release(table: number): void {
    this.state[table] = STATE.FREE;
    this.free.push(table);
  }
}
