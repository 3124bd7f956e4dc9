import { KIND } from '../../memory/ledger-tables.ts';
import { ownerOf, transactionOf } from '../../memory/page-word.ts';
import type { Manager } from '../../spmc/manager.ts';
import type { Stand } from '../stand.ts';
import { type Counts, count, countsOf } from './counts.ts';
import { ShownTables } from './shown-tables.ts';

/**
 * What the invariants look at: the state of a stand, and what has to be remembered of its past to judge it.
 */
export class Books {
  readonly stand: Stand;
  /** The word of each page in the beginning. */
  readonly first: Int32Array;
  /** The word of each page at the last audit, and for each page whether a change was told since: 1 or 0. */
  readonly last: Int32Array;
  readonly told: Uint8Array;
  /** Every handle there ever was on this walk. */
  readonly handles: Set<string> = new Set();
  /** The tables of every partition, as they follow what is told. */
  readonly tables: ShownTables;
  /** A descriptor that was accepted since the last audit, in the layout of a version. */
  sample: { readonly bytes: Uint8Array; readonly version: number } | undefined;
  /** How much there is of everything after the last move. */
  private readonly counted: Counts;
  /** Whose memory there can be: parties of partitions. */
  private readonly parties: ReadonlySet<number>;

  constructor(stand: Stand) {
    this.stand = stand;
    const { map } = stand.built.ledger;
    this.first = Int32Array.from({ length: map.pages }, (_, page) => map.get(page));
    this.last = this.first.slice();
    this.told = new Uint8Array(map.pages);
    this.parties = new Set(stand.built.parties.values());
    this.tables = new ShownTables(stand);
    this.counted = countsOf(stand);
  }

  /** How much there is of everything now. It holds until the next call of this. */
  counts(): Counts {
    count(this.stand, this.counted);
    return this.counted;
  }

  /** Another walk begins, and everything is as in the beginning. */
  reset(): void {
    // The tables show the last audit.
    for (let page = 0; page < this.told.length; page++)
      if (this.last[page] !== this.first[page]) this.told[page] = 1;
    this.tables.follow(this.told);
    this.last.set(this.first);
    this.told.fill(0);
    this.handles.clear();
    this.sample = undefined;
  }

  /** Who has the transaction of a handle, of which the upper word is given: a hypervisor has those with bit 63, where one mediates. */
  keeperOf(high: number): Manager {
    const { hypervisor, spmc } = this.stand.built;
    return hypervisor !== undefined && high >>> 31 !== 0 ? hypervisor.mediator.state : spmc.state;
  }

  isParty(party: number): boolean {
    return this.parties.has(party);
  }

  /** Whoever has access to a page now, as parties. */
  accessors(page: number): readonly number[] {
    const { ledger } = this.stand.built;
    return [...this.parties].filter((party) => ledger.rights(party, page) !== 0);
  }

  /** How many receivers the transaction that holds a page has. */
  receiversOf(word: number): number {
    const transaction = transactionOf(word);
    return transaction === 0 ? 0 : this.stand.built.ledger.transactions.borrowers[transaction];
  }

  /** Whether a number is that of a transaction that there is. */
  isLive(transaction: number): boolean {
    return this.stand.built.ledger.transactions.kind[transaction] !== 0;
  }

  /** The transaction that holds a page; 0 where none does, or one that is over. */
  liveHolder(word: number): number {
    const transaction = transactionOf(word);
    return transaction !== 0 && this.isLive(transaction) ? transaction : 0;
  }

  /** Whether a page is held by a parcel of Gunyah. */
  isParcel(word: number): boolean {
    return this.stand.built.rm?.state.parcels.ofTransaction(transactionOf(word)) !== undefined;
  }

  /** The receivers of a transaction, as rows of the ledger's table. */
  *borrowersOf(transaction: number): Generator<number> {
    const { transactions, borrowers } = this.stand.built.ledger;
    for (let row = transactions.firstBorrower[transaction]; row !== 0; row = borrowers.next[row]) yield row;
  }

  /** Whether a page is held so that its owner has to keep out. */
  isLentAway(word: number): boolean {
    const kind = this.stand.built.ledger.transactions.kind[transactionOf(word)];
    return transactionOf(word) !== 0 && (kind === KIND.LEND || kind === KIND.DONATE);
  }

  /** The name of a page's owner. */
  ownerName(word: number): string {
    for (const [name, party] of this.stand.built.parties) if (party === ownerOf(word)) return name;
    return 'nobody';
  }
}
