import { build, pagesOf } from '../../board/build.ts';
import { transactionOf } from '../../memory/page-word.ts';
import { SparseMemory } from '../../memory/physical-memory.ts';
import { type RecordsCopy, SideBySide } from '../../memory/side-by-side.ts';
import type { Column } from '../../memory/table.ts';
import { Stand } from '../stand.ts';
import { Canonical } from './canonical.ts';
import { OF_CONTEXTS, OF_ENDPOINTS, OF_ENUMERATIONS, OF_NOTIFICATIONS, stillIn } from './columns.ts';
import { NO_PART, Parts } from './parts.ts';
import { Portrait } from './portrait.ts';
import { type PageGroup, Symmetry } from './symmetry.ts';
import type { World } from './world.ts';

/** The stand of a world, on which a state is put, changed by a move, and put back, at little cost. */
export class TableTop {
  readonly stand: Stand;
  readonly portrait: Portrait;
  readonly canonical: Canonical;
  readonly symmetries: readonly Symmetry[];
  private readonly world: World;
  private readonly memory: SparseMemory;
  private readonly parts: Parts = new Parts();
  private readonly records: SideBySide;
  /** No transaction, no borrower, no extent, and endpoints as in the beginning. */
  private readonly bare: RecordsCopy;
  /** The state that was put here last: records, the word of each group of pages, and what its first page begins with. */
  private readonly kept: RecordsCopy;
  private readonly words: Int32Array;
  private readonly contents: Uint32Array;
  /** For each group the place in that state of the transaction that holds it; -1 where none of them does. */
  readonly holders: Int8Array;
  private changes = 0;
  private readonly still: readonly { readonly column: Column; readonly before: Column }[];

  constructor(world: World) {
    this.world = world;
    this.memory = new SparseMemory(pagesOf(world.machine));
    this.stand = new Stand(world.machine, { ...build(world.machine, this.memory), memory: this.memory });
    const { ledger, spmc } = this.stand.built;
    const { endpoints, contexts, notifications, enumerations, transactions, receivers } = spmc.state;
    const coming = [ledger.transactions, transactions, ledger.borrowers, receivers, ledger.extents];
    this.records = new SideBySide([...coming, endpoints, contexts, notifications, enumerations]);
    this.symmetries = world.swaps.map((swap) => new Symmetry(this.stand, world.groups, swap));
    this.portrait = new Portrait(this.stand, this.memory, this.parts, world);
    this.canonical = new Canonical(this.portrait.shape, this.parts, this.symmetries);
    this.bare = this.records.blank();
    this.records.take(this.bare);
    this.kept = this.records.blank();
    this.words = new Int32Array(world.groups.length);
    this.contents = new Uint32Array(world.groups.length);
    this.holders = new Int8Array(world.groups.length);
    this.still = [
      ...stillIn(endpoints, OF_ENDPOINTS),
      ...stillIn(contexts, OF_CONTEXTS),
      ...stillIn(notifications, OF_NOTIFICATIONS),
      ...stillIn(enumerations, OF_ENUMERATIONS),
    ].map((column) => ({ column, before: column.slice() }));
    this.records.leaveOut(this.still.map(({ column }) => column));
  }

  /** A state, with nothing in it. */
  blank(): Uint16Array {
    return new Uint16Array(this.portrait.shape.length);
  }

  /** The pages that moves are about. */
  get groups(): readonly PageGroup[] {
    return this.world.groups;
  }

  /** How many different parts states have been made of. */
  get partCount(): number {
    return this.parts.count;
  }

  /** Puts a state here. Transactions can be named by their places in it from now on. */
  put(state: Uint16Array): void {
    this.records.put(this.bare);
    this.portrait.place(state);
    this.records.take(this.kept);
    this.changes = this.stand.built.ledger.changes;
    for (const [index, group] of this.world.groups.entries()) {
      this.words[index] = this.map.get(group.page);
      this.contents[index] = this.firstWord(group);
      const holder = transactionOf(this.words[index]);
      this.holders[index] = holder === 0 ? -1 : this.portrait.rows.indexOf(holder);
    }
    const { vms } = this.portrait;
    const { transactions } = this.stand.built.spmc.state;
    for (let place = 0; place < this.transactionsIn(state); place++) {
      const row = this.portrait.rows[place];
      this.stand.nameHandle(place, row, transactions.highOf(row));
      if (vms !== undefined) this.stand.vms?.nameHandle(place, vms.handleOf(row));
    }
  }

  /** Takes back what moves have changed since a state was put here. */
  putBack(): void {
    this.records.put(this.kept);
    this.stand.built.ledger.changes = this.changes;
    if (this.portrait.vms?.isAsPut() === false) this.portrait.vms.putBack();
    for (const [index, group] of this.world.groups.entries()) {
      const { page, pages } = group;
      if (this.map.get(page) !== this.words[index]) this.map.fill(page, pages, this.words[index]);
      if (this.firstWord(group) !== this.contents[index])
        this.memory.mapped(page).fill(this.contents[index], 0, WRITTEN_WORDS);
    }
  }

  /** Whether nothing at all has changed since a state was put here. */
  isAsPut(): boolean {
    const { groups } = this.world;
    for (let index = 0; index < groups.length; index++) {
      const group = groups[index];
      if (this.map.get(group.page) !== this.words[index]) return false;
      if (this.firstWord(group) !== this.contents[index]) return false;
    }
    return this.records.equals(this.kept) && this.portrait.vms?.isAsPut() !== false;
  }

  /** A page that has another owner or holder than when the state was put here, though nobody was told; -1 where all were. */
  untold(): number {
    for (const [index, { page }] of this.world.groups.entries())
      if (this.map.get(page) !== this.words[index] && !this.wasTold(page)) return page;
    return -1;
  }

  /** Throws when something has changed that states do not keep: then a move of this world does more than states can tell. */
  checkStill(): void {
    if (this.stand.built.spmc.state.scheduleReceiver !== 0)
      throw new Error(`${this.world.name}: somebody is to be interrupted, which states do not keep`);
    const unkept = this.portrait.vms?.unkept();
    if (unkept !== undefined) throw new Error(`${this.world.name}: ${unkept}`);
    for (const { column, before } of this.still)
      for (let at = 0; at < before.length; at++)
        if (column[at] !== before[at])
          throw new Error(`${this.world.name}: something changes that states do not keep`);
  }

  /** How many transactions a state has. */
  transactionsIn(state: Uint16Array): number {
    const { firstTransaction, length } = this.portrait.shape;
    let count = 0;
    while (firstTransaction + count < length && state[firstTransaction + count] !== NO_PART) count++;
    return count;
  }

  private get map() {
    return this.stand.built.ledger.map;
  }

  private firstWord({ page, buffer }: PageGroup): number {
    return buffer === true ? 0 : this.memory.mapped(page)[0];
  }

  private wasTold(page: number): boolean {
    return this.stand.changes.some((told) => page >= told.page && page < told.page + told.pages);
  }
}

/** As many words as a move fills. */
const WRITTEN_WORDS = 8;
