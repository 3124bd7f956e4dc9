/**
 * One word for every page of a physical address space, in three levels: 1 GiB, 2 MiB, 4 KiB.
 *
 * An entry of a level is either a word that holds for all pages below it, or a reference to a table of 512 finer entries. So an
 * aligned gigabyte costs one write and a scattered page costs a split. A table remembers the word it was split from and how many
 * entries differ from it. When none does, it is idle: as good as that word. A few idle tables are kept, because what was
 * shared once is shared again; the others fold back into their parent.
 *
 * The file is long because it is one structure: every method reads and writes the same arrays, and each memory call goes through here page by
 * page, where a call from one object to another would be felt.
 */

const ENTRIES = 512;
const PAGES_PER_GIB = ENTRIES * ENTRIES;
const GIB_PER_PAGE = 1 / PAGES_PER_GIB;
/** Bit 31 makes the word negative: a reference to table `word & ~REFERENCE`. */
const REFERENCE = 0x8000_0000 | 0;
const FIRST_TABLES = 64;
/** Idle tables that are kept. */
const IDLE_KEPT = 64;
/** No table: table numbers start at 0. */
const NONE = -1;

export interface SavedPageMap {
  readonly gigabytes: Int32Array;
  readonly entries: Int32Array;
  readonly origin: Int32Array;
  readonly changed: Int32Array;
  readonly parent: Int32Array;
  readonly listed: Uint8Array;
  readonly idle: Int32Array;
  readonly nextIdle: number;
  readonly free: readonly number[];
  readonly used: number;
}

/** A run of pages with one word. */
export interface PageRun {
  readonly page: number;
  readonly pages: number;
  readonly word: number;
}

export class PageMap {
  /** Pages the map covers, from 0 on. */
  readonly pages: number;
  /** How many tables there may be at once. Each takes 2 KiB. */
  readonly maxTables: number;
  private readonly gigabytes: Int32Array;
  private entries: Int32Array;
  /** For each table: the word it was split from. */
  private origin: Int32Array;
  /** For each table: how many of its entries differ from `origin`. */
  private changed: Int32Array;
  /** For each table: the index in `entries` that refers to it, or ~g for entry g of `gigabytes`. */
  private parent: Int32Array;
  /** For each table: 1 while it stands in `idle`. */
  private listed: Uint8Array;
  /** Tables that were idle when they were put here; a ring. */
  private readonly idle: Int32Array = new Int32Array(IDLE_KEPT).fill(NONE);
  private nextIdle = 0;
  private free: number[] = [];
  private used = 0;
  /** The page at which `replaceRuns` stopped. */
  stoppedAt = 0;

  constructor(pages: number, maxTables: number) {
    this.pages = pages;
    this.maxTables = maxTables;
    this.gigabytes = new Int32Array(Math.ceil(pages / PAGES_PER_GIB));
    const tables = Math.min(FIRST_TABLES, maxTables);
    this.entries = new Int32Array(tables * ENTRIES);
    this.origin = new Int32Array(tables);
    this.changed = new Int32Array(tables);
    this.parent = new Int32Array(tables);
    this.listed = new Uint8Array(tables);
  }

  /** Tables in use now, idle ones included. */
  get tables(): number {
    return this.used - this.free.length;
  }

  /** The word of a page; 0 outside the map. */
  get(page: number): number {
    // Not by the gigabyte: beyond 2^31 of them `| 0` comes round to the first.
    if (page >= this.pages) return 0;
    const gigabyte = (page / PAGES_PER_GIB) | 0;
    let word = this.gigabytes[gigabyte];
    if (word >= 0) return word;
    const inside = page - gigabyte * PAGES_PER_GIB;
    word = this.entries[(word & ~REFERENCE) * ENTRIES + (inside >>> 9)];
    if (word >= 0) return word;
    return this.entries[(word & ~REFERENCE) * ENTRIES + (inside & 511)];
  }

  /**
   * Turns the word of `count` pages from `from` into `to`, in order, and stops at the first page whose word is not
   * `from`, for which no table is left, or which is outside the map. Returns how many pages were changed; replacing those
   * back restores the map.
   */
  replace(page: number, count: number, from: number, to: number): number {
    const end = Math.min(count, this.pages - page);
    let done = 0;
    while (done < end) {
      const gigabyte = ((page + done) / PAGES_PER_GIB) | 0;
      const inside = page + done - gigabyte * PAGES_PER_GIB;
      const length = Math.min(end - done, PAGES_PER_GIB - inside);
      const step = this.replaceInGigabyte(gigabyte, inside, length, from, to);
      done += step;
      if (step < length) return done;
    }
    return done;
  }

  /**
   * `replace` for a list of runs: `pages[i]` is the first page of run i, `counts[i]` its length, for i from `first` to `end - 1`.
   * Returns the index of the run that stopped it, of which nothing is changed then, or `end`; `stoppedAt` is the page.
   *
   * Almost all of a scattered transaction's time is spent here; so single pages whose table exists are done table by table.
   */
  replaceRuns(
    pages: Float64Array,
    counts: Uint32Array,
    first: number,
    end: number,
    from: number,
    to: number,
  ): number {
    let run = first;
    while (run < end) {
      const table = this.tableOf(pages[run]);
      if (table !== NONE) {
        const replaced = this.replaceInTable(table, pages, counts, run, end, from, to);
        run += replaced;
        if (replaced !== 0) continue;
      }
      const done = this.replace(pages[run], counts[run], from, to);
      if (done < counts[run]) {
        this.stoppedAt = pages[run] + done;
        this.replace(pages[run], done, to, from);
        return run;
      }
      run++;
    }
    return end;
  }

  /**
   * Gives `count` pages the word `to`, whatever they had. Returns false at the end of the map and when no table is left; pages before
   * that are changed. For setting a machine up.
   */
  fill(page: number, count: number, to: number): boolean {
    let done = 0;
    while (done < count) {
      const run = this.runAt(page + done, count - done);
      if (run.word !== to && this.replace(run.page, run.pages, run.word, to) < run.pages) return false;
      done += run.pages;
    }
    return true;
  }

  /** The run of equal words that starts at a page, at most `limit` pages long. */
  runAt(page: number, limit: number): PageRun {
    const word = this.get(page);
    let pages = Math.min(this.uniformFrom(page), limit);
    while (pages < limit && this.get(page + pages) === word) pages += this.uniformFrom(page + pages);
    return { page, pages: Math.min(pages, limit), word };
  }

  /** All runs of pages whose word is not 0, in order of address. Two maps with equal runs are equal, whatever their tables. */
  *runs(): Generator<PageRun> {
    let page = 0;
    while (page < this.pages) {
      const run = this.runAt(page, this.pages - page);
      if (run.word !== 0) yield run;
      page += run.pages;
    }
  }

  save(): SavedPageMap {
    return {
      gigabytes: this.gigabytes.slice(),
      entries: this.entries.slice(0, this.used * ENTRIES),
      origin: this.origin.slice(0, this.used),
      changed: this.changed.slice(0, this.used),
      parent: this.parent.slice(0, this.used),
      listed: this.listed.slice(0, this.used),
      idle: this.idle.slice(),
      nextIdle: this.nextIdle,
      free: this.free.slice(),
      used: this.used,
    };
  }

  restore(saved: SavedPageMap): void {
    while (this.origin.length < saved.used) this.grow();
    this.gigabytes.set(saved.gigabytes);
    this.entries.set(saved.entries);
    this.origin.set(saved.origin);
    this.changed.set(saved.changed);
    this.parent.set(saved.parent);
    this.listed.fill(0);
    this.listed.set(saved.listed);
    this.idle.set(saved.idle);
    this.nextIdle = saved.nextIdle;
    this.free = saved.free.slice();
    this.used = saved.used;
  }

  private replaceInGigabyte(
    gigabyte: number,
    inside: number,
    count: number,
    from: number,
    to: number,
  ): number {
    const whole = count === PAGES_PER_GIB;
    let word = this.gigabytes[gigabyte];
    if (whole && word < 0) word = this.foldGigabyte(gigabyte);
    if (word >= 0) {
      if (word !== from) return 0;
      if (whole) {
        this.gigabytes[gigabyte] = to;
        return count;
      }
      const split = this.split(word, ~gigabyte, NONE);
      if (split === NONE) return 0;
      this.gigabytes[gigabyte] = split | REFERENCE;
    }
    const table = this.gigabytes[gigabyte] & ~REFERENCE;
    let done = 0;
    while (done < count) {
      const at = inside + done;
      const left = count - done;
      if (left >= ENTRIES && (at & 511) === 0) {
        const plain = this.replaceEntries(table, at >>> 9, left >>> 9, from, to);
        done += plain * ENTRIES;
        if (plain !== 0) continue;
      }
      const length = Math.min(left, ENTRIES - (at & 511));
      const step = this.replaceInMegabytes(table, at, length, from, to);
      done += step;
      if (step < length) break;
    }
    this.noteIfIdle(table);
    return done;
  }

  private replaceInMegabytes(table: number, inside: number, count: number, from: number, to: number): number {
    const index = table * ENTRIES + (inside >>> 9);
    const whole = count === ENTRIES;
    if (whole && this.entries[index] < 0) this.foldIfIdle(this.entries[index] & ~REFERENCE);
    const word = this.entries[index];
    if (word >= 0) {
      if (word !== from) return 0;
      if (whole) {
        this.set(index, to);
        return count;
      }
      const split = this.split(word, index, table);
      if (split === NONE) return 0;
      this.set(index, split | REFERENCE);
    }
    return this.replaceEntries(this.entries[index] & ~REFERENCE, inside & 511, count, from, to);
  }

  /** The table that states the word of a page by itself; NONE when a coarser entry does, or the page is outside the map. */
  private tableOf(page: number): number {
    if (page >= this.pages) return NONE;
    const gigabyte = (page * GIB_PER_PAGE) | 0;
    const upper = this.gigabytes[gigabyte];
    if (upper >= 0) return NONE;
    const inside = page - gigabyte * PAGES_PER_GIB;
    const lower = this.entries[(upper & ~REFERENCE) * ENTRIES + (inside >>> 9)];
    return lower >= 0 ? NONE : lower & ~REFERENCE;
  }

  /** Replaces the runs of one page each that follow each other in one table, up to the first that has another word. Returns how many. */
  private replaceInTable(
    table: number,
    pages: Float64Array,
    counts: Uint32Array,
    first: number,
    end: number,
    from: number,
    to: number,
  ): number {
    const entries = this.entries;
    const base = table * ENTRIES;
    const firstPage = Math.floor(pages[first] / ENTRIES) * ENTRIES;
    // As integers once, instead of once per page.
    const wanted = from | 0;
    const into = to | 0;
    let run = first;
    for (; run < end; run++) {
      const inside = pages[run] - firstPage;
      if (counts[run] !== 1 || inside < 0 || inside >= ENTRIES) break;
      const index = base + (inside | 0);
      if (entries[index] !== wanted) break;
      entries[index] = into;
    }
    this.recount(table, wanted, into, run - first);
    return run - first;
  }

  /** Replaces entries of one table that follow each other, up to the first that is not `from`. Returns how many. */
  private replaceEntries(table: number, inside: number, count: number, from: number, to: number): number {
    const entries = this.entries;
    const first = table * ENTRIES + inside;
    const end = first + count;
    let at = first;
    while (at < end && entries[at] === from) entries[at++] = to;
    this.recount(table, from, to, at - first);
    return at - first;
  }

  /** Notes that `count` entries of a table turned from one word into another. */
  private recount(table: number, from: number, to: number, count: number): void {
    const origin = this.origin[table];
    this.changed[table] += ((from === origin ? 1 : 0) - (to === origin ? 1 : 0)) * count;
    this.noteIfIdle(table);
  }

  /** Writes an entry of a table and keeps count of those that differ from its origin. */
  private set(index: number, word: number): void {
    const table = index >>> 9;
    const origin = this.origin[table];
    this.changed[table] += (word === origin ? 0 : 1) - (this.entries[index] === origin ? 0 : 1);
    this.entries[index] = word;
  }

  /** A new table whose entries all hold `word`, for the entry `parent`; NONE when there is no room. Table `busy` stays. */
  private split(word: number, parent: number, busy: number): number {
    if (this.free.length === 0 && this.used === this.maxTables && !this.foldSomeIdle(busy)) return NONE;
    let table = this.free.pop();
    if (table === undefined) {
      if (this.used === this.origin.length) this.grow();
      table = this.used++;
    }
    this.entries.fill(word, table * ENTRIES, (table + 1) * ENTRIES);
    this.origin[table] = word;
    this.changed[table] = 0;
    this.parent[table] = parent;
    return table;
  }

  /** Lists a table that became idle; the one that stood in its place for longest makes room, if it is still idle. */
  private noteIfIdle(table: number): void {
    if (this.changed[table] !== 0 || this.listed[table] === 1) return;
    const displaced = this.idle[this.nextIdle];
    this.idle[this.nextIdle] = table;
    this.listed[table] = 1;
    this.nextIdle = (this.nextIdle + 1) % IDLE_KEPT;
    if (displaced === NONE) return;
    this.listed[displaced] = 0;
    this.foldIfIdle(displaced);
  }

  /** Folds an idle table back into the entry that refers to it. */
  private foldIfIdle(table: number): boolean {
    if (this.changed[table] !== 0) return false;
    if (this.listed[table] === 1) {
      this.idle[this.idle.indexOf(table)] = NONE;
      this.listed[table] = 0;
    }
    const parent = this.parent[table];
    this.free.push(table);
    if (parent < 0) {
      this.gigabytes[~parent] = this.origin[table];
    } else {
      this.set(parent, this.origin[table]);
      this.noteIfIdle(parent >>> 9);
    }
    return true;
  }

  /** Makes room by folding an idle table. Table `busy` stays, even when it is idle or becomes so by the folding. */
  private foldSomeIdle(busy: number): boolean {
    if (busy !== NONE) this.changed[busy]++;
    const folded = this.idle.some((table) => table !== NONE && this.foldIfIdle(table));
    if (busy !== NONE) this.changed[busy]--;
    return folded;
  }

  /** Folds what can be folded below a gigabyte and returns its entry. */
  private foldGigabyte(gigabyte: number): number {
    const table = this.gigabytes[gigabyte] & ~REFERENCE;
    for (let index = table * ENTRIES; index < (table + 1) * ENTRIES; index++)
      if (this.entries[index] < 0) this.foldIfIdle(this.entries[index] & ~REFERENCE);
    this.foldIfIdle(table);
    return this.gigabytes[gigabyte];
  }

  private grow(): void {
    const tables = Math.min(this.origin.length * 2, this.maxTables);
    this.entries = grown(this.entries, tables * ENTRIES);
    this.origin = grown(this.origin, tables);
    this.changed = grown(this.changed, tables);
    this.parent = grown(this.parent, tables);
    const listed = new Uint8Array(tables);
    listed.set(this.listed);
    this.listed = listed;
  }

  /** How many pages from here to the end of the entry that states this page's word. */
  private uniformFrom(page: number): number {
    const gigabyte = Math.floor(page / PAGES_PER_GIB);
    const inside = page - gigabyte * PAGES_PER_GIB;
    const word = this.gigabytes[gigabyte] ?? 0;
    if (word >= 0) return PAGES_PER_GIB - inside;
    return this.entries[(word & ~REFERENCE) * ENTRIES + (inside >>> 9)] >= 0 ? ENTRIES - (inside & 511) : 1;
  }
}

function grown(old: Int32Array, length: number): Int32Array {
  const larger = new Int32Array(length);
  larger.set(old);
  return larger;
}
