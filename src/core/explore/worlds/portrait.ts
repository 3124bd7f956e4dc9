import { EXTENTS_PER_BLOCK as PER_BLOCK } from '../../memory/extents.ts';
import { KIND } from '../../memory/ledger-tables.ts';
import { transactionOf } from '../../memory/page-word.ts';
import type { SparseMemory } from '../../memory/physical-memory.ts';
import type { SavedSlots } from '../../memory/slots.ts';
import type { Table } from '../../memory/table.ts';
import { STAGE } from '../../spmc/transactions.ts';
import type { Stand } from '../stand.ts';
import {
  type Field,
  fieldsOf,
  MEANING,
  OF_BORROWERS,
  OF_CONTEXTS,
  OF_ENDPOINTS,
  OF_ENUMERATIONS,
  OF_NOTIFICATIONS,
  OF_RECEIVERS,
  OF_SENT,
  OF_TRANSACTIONS,
  WHILE_HELD,
} from './columns.ts';
import { NO_PART, PartReader, type Parts, PLAIN } from './parts.ts';
import type { PageGroup } from './symmetry.ts';
import { VmPortrait } from './vm-portrait.ts';

/** Where in a state is what. Each entry is the number of a part. */
export interface Shape {
  readonly firstEndpoint: number;
  readonly firstGroup: number;
  readonly firstTransaction: number;
  readonly length: number;
}

/** What of a world a state is about. */
export interface Tracked {
  readonly groups: readonly PageGroup[];
  /** The most there are at a time, buffers apart. */
  readonly transactions: number;
}

/** What a page reads as when somebody has written to it. */
const WRITTEN = 0xa5a5_a5a5;
const HOLDER_MASK = 0xffff;

/**
 * Reads the state of a stand as parts, and puts a state back from them. What it is made of are the columns of the manager's tables, row by row,
 * but for what `columns.ts` names and says why; who owns pages; and which of them are not all zeros.
 *
 * A state that is put back has its records in the order of its parts, from the first rows on, whatever rows they had.
 */
export class Portrait {
  readonly shape: Shape;
  /** The rows of the transactions of the state that was read or put back last, in its order; pins are not among them. */
  readonly rows: Int32Array;
  /** What the resource manager keeps, where there is one. */
  readonly vms: VmPortrait | undefined;
  private readonly stand: Stand;
  private readonly memory: SparseMemory;
  private readonly parts: Parts;
  private readonly groups: readonly PageGroup[];
  private readonly ofTransaction: readonly Field[];
  private readonly ofBorrower: readonly Field[];
  private readonly ofHolder: readonly Field[];
  private readonly ofEndpoint: readonly Field[];
  private readonly ofContext: readonly Field[];
  private readonly nextBlock: Uint32Array;
  /** The group of each page, counted from 1; 0 for pages that nobody names. */
  private readonly groupOf: Uint8Array;
  /** Which transaction holds each group, as the transactions say. */
  private readonly holders: Int32Array;
  private readonly free: Map<number, SavedSlots> = new Map();

  constructor(stand: Stand, memory: SparseMemory, parts: Parts, { groups, transactions }: Tracked) {
    this.memory = memory;
    const { ledger, spmc } = stand.built;
    const { state } = spmc;
    this.stand = stand;
    this.parts = parts;
    this.groups = groups;
    this.ofTransaction = [
      ...fieldsOf(ledger.transactions, OF_TRANSACTIONS),
      ...fieldsOf(state.transactions, OF_SENT),
    ];
    const ofBorrower = [
      ...fieldsOf(ledger.borrowers, OF_BORROWERS),
      ...fieldsOf(state.receivers, OF_RECEIVERS),
    ];
    this.ofBorrower = ofBorrower.filter(({ name }) => !WHILE_HELD.has(name));
    this.ofHolder = ofBorrower.filter(({ name }) => WHILE_HELD.has(name));
    this.ofEndpoint = [
      ...fieldsOf(state.endpoints, OF_ENDPOINTS),
      ...fieldsOf(state.notifications, OF_NOTIFICATIONS),
      ...fieldsOf(state.enumerations, OF_ENUMERATIONS),
    ];
    this.ofContext = fieldsOf(state.contexts, OF_CONTEXTS);
    this.nextBlock = columnNamed(ledger.extents, 'next') as Uint32Array;
    this.groupOf = new Uint8Array(ledger.map.pages);
    for (const [place, { page, pages }] of groups.entries()) this.groupOf.fill(place + 1, page, page + pages);
    this.holders = new Int32Array(groups.length);
    const { vms } = stand;
    this.vms =
      vms &&
      new VmPortrait(
        vms.rm,
        ledger,
        vms.actors.map(({ vmid }) => vmid),
      );
    const firstEndpoint = 1 + (this.vms?.count ?? 0);
    const firstGroup = firstEndpoint + stand.actors.length;
    const firstTransaction = firstGroup + groups.length;
    this.shape = { firstEndpoint, firstGroup, firstTransaction, length: firstTransaction + transactions };
    this.rows = new Int32Array(transactions);
  }

  /** Reads the state. Returns what is wrong where its records do not fit together, in a way that parts cannot say. */
  read(into: Uint16Array): string | undefined {
    const { stand, shape } = this;
    const { actors, built } = stand;
    const { transactions } = built.ledger;
    this.holders.fill(0);
    into[0] = this.readFields(this.ofEndpoint, 0);
    for (let place = 1; place < shape.firstEndpoint; place++) into[place] = this.readVm(place - 1);
    let known = 0;
    for (let place = 0; place < actors.length; place++) {
      into[shape.firstEndpoint + place] = this.readEndpoint(place);
      if (built.spmc.state.endpoints.txPin[actors[place].slot] !== 0) known += 2;
    }
    let at = shape.firstTransaction;
    for (let row = 1; row <= transactions.slots.used; row++) {
      if (transactions.kind[row] === 0 || transactions.kind[row] === KIND.PIN) continue;
      if (at === shape.length) return 'there are more transactions than allowed';
      this.rows[at - shape.firstTransaction] = row;
      this.parts.begin();
      this.writeTransaction(row);
      into[at++] = this.parts.end();
      known++;
    }
    if (known !== transactions.slots.live) return 'a record is in use that belongs to nobody';
    for (; at < shape.length; at++) into[at] = NO_PART;
    return this.readGroups(into);
  }

  /** Puts a state back. */
  place(state: Uint16Array): void {
    const { stand, shape, parts } = this;
    const { ledger, spmc } = stand.built;
    const { endpoints } = spmc.state;
    const place: Placement = { transaction: 0, borrower: 0, block: 0 };
    this.placeFields(this.ofEndpoint, 0, new PartReader(parts.valuesOf(state[0])));
    this.vms?.begin();
    for (let index = 1; index < shape.firstEndpoint; index++)
      this.vms?.placeVm(index - 1, parts.valuesOf(state[index])[0]);
    for (let index = 0; index < this.groups.length; index++)
      this.placeGroup(index, state[shape.firstGroup + index]);
    for (const [index, { slot, context }] of stand.actors.entries()) {
      const reader = new PartReader(parts.valuesOf(state[shape.firstEndpoint + index]));
      this.placeFields(this.ofEndpoint, slot, reader);
      this.placeFields(this.ofContext, context, reader);
      const mapped = reader.next() === 1;
      endpoints.txPin[slot] = mapped ? this.placeTransaction(reader, place) : 0;
      endpoints.rxPin[slot] = mapped ? this.placeTransaction(reader, place) : 0;
    }
    for (let at = shape.firstTransaction; at < shape.length && state[at] !== NO_PART; at++)
      this.rows[at - shape.firstTransaction] = this.placeTransaction(
        new PartReader(parts.valuesOf(state[at])),
        place,
      );
    ledger.transactions.slots.restore(this.taken(place.transaction));
    ledger.borrowers.slots.restore(this.taken(place.borrower));
    ledger.extents.slots.restore(this.taken(place.block));
    this.vms?.end();
  }

  private readVm(place: number): number {
    this.parts.begin();
    this.parts.write(this.vms?.stateOf(place) ?? 0, PLAIN);
    return this.parts.end();
  }

  private readEndpoint(place: number): number {
    const { slot, context } = this.stand.actors[place];
    const { txPin, rxPin } = this.stand.built.spmc.state.endpoints;
    this.parts.begin();
    this.writeFields(this.ofEndpoint, slot);
    this.writeFields(this.ofContext, context);
    this.parts.write(txPin[slot] === 0 ? 0 : 1, PLAIN);
    if (txPin[slot] !== 0) {
      this.writeTransaction(txPin[slot]);
      this.writeTransaction(rxPin[slot]);
    }
    return this.parts.end();
  }

  private readFields(fields: readonly Field[], row: number): number {
    this.parts.begin();
    this.writeFields(fields, row);
    return this.parts.end();
  }

  private writeFields(fields: readonly Field[], row: number): void {
    for (const { column, stride, meaning } of fields)
      for (let at = row * stride; at < (row + 1) * stride; at++) this.parts.write(column[at], meaning);
  }

  /** A transaction, its borrowers, its extents. */
  private writeTransaction(row: number): void {
    const { transactions, borrowers } = this.stand.built.ledger;
    this.writeLinked(this.ofTransaction, row, row);
    for (let each = transactions.firstBorrower[row]; each !== 0; each = borrowers.next[each]) {
      this.writeLinked(this.ofBorrower, each, row);
      if (this.holds(each, row)) this.writeLinked(this.ofHolder, each, row);
    }
    this.writeExtents(row, transactions.firstBlock[row]);
    if (this.vms !== undefined) this.parts.write(this.vms.kindOf(row), PLAIN);
  }

  /** Writes a record of a transaction. */
  private writeLinked(fields: readonly Field[], row: number, transaction: number): void {
    for (const { column, stride, meaning } of fields)
      for (let at = row * stride; at < (row + 1) * stride; at++)
        this.parts.write(this.placeOf(column[at], meaning, transaction), meaning);
  }

  /** Whether a borrower has the memory, or fetches what a donation has left. */
  private holds(borrower: number, transaction: number): boolean {
    const { ledger, spmc } = this.stand.built;
    return (
      ledger.borrowers.holds[borrower] !== 0 ||
      spmc.state.transactions.stage[transaction] === STAGE.HANDED_OVER
    );
  }

  private writeExtents(row: number, first: number): void {
    const { extents, transactions } = this.stand.built.ledger;
    let block = first;
    for (let index = 0; index < transactions.extents[row]; index++) {
      if (index !== 0 && index % PER_BLOCK === 0) block = this.nextBlock[block];
      const at = block * PER_BLOCK + (index % PER_BLOCK);
      this.parts.write(extents.page[at], MEANING.PAGE);
      this.parts.write(extents.pages[at], PLAIN);
      if (index < transactions.claimed[row]) this.hold(extents.page[at], row);
    }
  }

  /** Links as places: a block by its place in the chain, a borrower by its place in the list, both from 1 on. */
  private placeOf(value: number, meaning: number, row: number): number {
    if (value <= 0) return value;
    const { transactions, borrowers } = this.stand.built.ledger;
    let place = 1;
    if (meaning === MEANING.BLOCK)
      for (
        let block = transactions.firstBlock[row];
        block !== value && block !== 0;
        block = this.nextBlock[block]
      )
        place++;
    else if (meaning === MEANING.BORROWER)
      for (
        let each = transactions.firstBorrower[row];
        each !== value && each !== 0;
        each = borrowers.next[each]
      )
        place++;
    else return value;
    return place;
  }

  private hold(page: number, row: number): void {
    const group = this.groupOf[page];
    if (group !== 0) this.holders[group - 1] = row;
  }

  private readGroups(into: Uint16Array): string | undefined {
    const { map } = this.stand.built.ledger;
    for (let index = 0; index < this.groups.length; index++) {
      const { page, pages, buffer } = this.groups[index];
      const word = map.get(page);
      if (pages > 1 && map.runAt(page, pages).pages !== pages)
        return `pages from 0x${page.toString(16)} on differ`;
      if (transactionOf(word) !== this.holders[index])
        return `page 0x${page.toString(16)} is held by transaction ${transactionOf(word)}, and transaction ${this.holders[index]} says so`;
      this.parts.begin();
      this.parts.write(word & ~HOLDER_MASK, MEANING.WORD);
      this.parts.write(buffer !== true && this.isWritten(page) ? 1 : 0, PLAIN);
      into[this.shape.firstGroup + index] = this.parts.end();
    }
    return undefined;
  }

  private isWritten(page: number): boolean {
    return this.memory.mapped(page)[0] !== 0;
  }

  private placeFields(fields: readonly Field[], row: number, reader: PartReader): void {
    for (const { column, stride } of fields)
      for (let at = row * stride; at < (row + 1) * stride; at++) column[at] = reader.next();
  }

  private placeGroup(index: number, part: number): void {
    const { page, pages, buffer } = this.groups[index];
    const [word, written] = this.parts.valuesOf(part);
    this.stand.built.ledger.map.fill(page, pages, word);
    if (buffer !== true) this.memory.mapped(page).fill(written === 0 ? 0 : WRITTEN, 0, 8);
  }

  /** Puts a transaction into the next rows, and marks what it holds. Returns its row. */
  private placeTransaction(reader: PartReader, place: Placement): number {
    const { transactions, borrowers } = this.stand.built.ledger;
    const row = ++place.transaction;
    const firstBorrower = place.borrower + 1;
    const firstBlock = place.block + 1;
    this.placeLinked(this.ofTransaction, row, reader, firstBlock, firstBorrower);
    for (let index = 0; index < transactions.borrowers[row]; index++) {
      const borrower = ++place.borrower;
      this.placeLinked(this.ofBorrower, borrower, reader, firstBlock, firstBorrower);
      if (this.holds(borrower, row))
        this.placeLinked(this.ofHolder, borrower, reader, firstBlock, firstBorrower);
      borrowers.transaction[borrower] = row;
      borrowers.next[borrower] = index + 1 < transactions.borrowers[row] ? borrower + 1 : 0;
    }
    const hasBorrowers = transactions.borrowers[row] !== 0;
    transactions.firstBorrower[row] = hasBorrowers ? firstBorrower : 0;
    transactions.lastBorrower[row] = hasBorrowers ? place.borrower : 0;
    this.placeExtents(row, reader, place);
    transactions.firstBlock[row] = firstBlock;
    transactions.lastBlock[row] = place.block;
    const kind = this.vms === undefined ? 0 : reader.next();
    if (kind !== 0) this.vms?.placeParcel(kind, row, firstBorrower);
    return row;
  }

  private placeExtents(row: number, reader: PartReader, place: Placement): void {
    const { extents, transactions, map } = this.stand.built.ledger;
    const count = transactions.extents[row];
    place.block++;
    this.nextBlock[place.block] = 0;
    for (let index = 0; index < count; index++) {
      if (index !== 0 && index % PER_BLOCK === 0) {
        this.nextBlock[place.block] = place.block + 1;
        this.nextBlock[++place.block] = 0;
      }
      const at = place.block * PER_BLOCK + (index % PER_BLOCK);
      const page = reader.next();
      const pages = reader.next();
      extents.page[at] = page;
      extents.pages[at] = pages;
      if (index < transactions.claimed[row]) {
        const word = map.get(page);
        map.replace(page, pages, word, word | row);
      }
    }
  }

  private placeLinked(
    fields: readonly Field[],
    row: number,
    reader: PartReader,
    firstBlock: number,
    firstBorrower: number,
  ): void {
    for (const { column, stride, meaning } of fields)
      for (let at = row * stride; at < (row + 1) * stride; at++) {
        const value = reader.next();
        const first =
          meaning === MEANING.BLOCK ? firstBlock : meaning === MEANING.BORROWER ? firstBorrower : 1;
        column[at] = value <= 0 ? value : value + first - 1;
      }
  }

  /** Slots of which the first `count` are taken, and no other ever was. */
  private taken(count: number): SavedSlots {
    let slots = this.free.get(count);
    if (slots === undefined) {
      slots = { next: new Uint32Array(count + 1), newest: 0, used: count, taken: count };
      this.free.set(count, slots);
    }
    return slots;
  }
}

/** The last rows that were given out while a state is put back. */
interface Placement {
  transaction: number;
  borrower: number;
  block: number;
}

function columnNamed(table: Table, name: string) {
  const found = table.named().find(([each]) => each === name);
  if (found === undefined) throw new Error(`there is no column ${name}`);
  return found[1];
}
