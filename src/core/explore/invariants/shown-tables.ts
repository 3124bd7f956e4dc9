import { isSecure, type Rights } from '../../memory/page-word.ts';
import type { PhysicalRun } from '../../memory/view.ts';
import { AddressSpace } from '../../translation/address-space.ts';
import { stage2 } from '../../translation/format.ts';
import { ENTRIES, type TableMemory, TableStore } from '../../translation/table-store.ts';
import { TranslationTables } from '../../translation/tables.ts';
import type { Stand } from '../stand.ts';

const FORMAT = stage2(39);
/** Pages that an entry of each level stands for: 1 GiB, 2 MiB, one. */
const REACH: readonly number[] = [ENTRIES ** 2, ENTRIES, 1];
/** Tables of one partition in one world: the root, one for each gigabyte, one for each 2 MiB that is not all alike. */
const TABLES_EACH = 40;
/** Nobody walks these tables but we, so nothing has to be written anywhere. */
const NOWHERE: TableMemory = { writeEntry: () => {}, writeTable: () => {} };

interface Shown {
  readonly space: AddressSpace;
  readonly normal: TranslationTables;
  readonly secure: TranslationTables | undefined;
}

/**
 * What processors would go by: stage 2 tables of every partition, that follow what the ledger told. They are brought up to date for an audit,
 * with the pages that changed since the last one, and then read entry by entry as a processor reads them.
 */
export class ShownTables {
  private readonly stand: Stand;
  private readonly store: TableStore;
  private readonly shown: ReadonlyMap<number, Shown>;

  constructor(stand: Stand) {
    this.stand = stand;
    this.store = new TableStore(0, stand.actors.length * 2 * TABLES_EACH);
    this.shown = new Map(stand.actors.map(({ party, secure }) => [party, this.spaceOf(party, secure)]));
    this.settle();
  }

  /** Follows changes of pages: those whose byte is 1. */
  follow(changed: Uint8Array): void {
    const runs = runsOf(changed);
    for (const { space } of this.shown.values()) space.follow(runs);
    this.settle();
  }

  /** What the tables let a party do with a physical page. */
  rights(party: number, page: number): Rights {
    const shown = this.shown.get(party);
    if (shown === undefined) return 0;
    const word = this.stand.built.ledger.map.get(page);
    const tables = isSecure(word) ? shown.secure : shown.normal;
    return tables === undefined ? 0 : this.walk(tables.rootPage, page);
  }

  /** A processor's walk: three levels, nine bits of the address each. */
  private walk(root: number, page: number): Rights {
    let table = root;
    for (const reach of REACH) {
      const index = Math.floor(page / reach) % ENTRIES;
      const entry = table * ENTRIES + index;
      const low = this.store.low(entry);
      if ((low & 1) === 0) return 0;
      if (reach === 1 || (low & 2) === 0) return rightsIn(low, this.store.high(entry));
      table = this.store.pageOf(entry);
    }
    return 0;
  }

  private spaceOf(party: number, secure: boolean): Shown {
    const normal = new TranslationTables(this.store, FORMAT);
    const inside = secure ? new TranslationTables(this.store, FORMAT) : undefined;
    const space = new AddressSpace(this.stand.built.ledger, party, {
      format: FORMAT,
      normal,
      secure: inside,
    });
    space.cover();
    return { space, normal, secure: inside };
  }

  private settle(): void {
    this.store.breakEntries(NOWHERE);
    this.store.makeEntries(NOWHERE);
  }
}

/** Runs of bytes that are 1. */
function runsOf(flags: Uint8Array): PhysicalRun[] {
  const runs: PhysicalRun[] = [];
  for (let page = flags.indexOf(1); page >= 0; ) {
    const end = flags.indexOf(0, page);
    const pages = (end < 0 ? flags.length : end) - page;
    runs.push({ page, pages });
    page = flags.indexOf(1, page + pages);
  }
  return runs;
}

/** S2AP in bits 6 and 7, XN in bit 54. */
function rightsIn(low: number, high: number): Rights {
  return ((low >> 6) & 3) | ((high & (1 << 22)) === 0 ? 4 : 0);
}
