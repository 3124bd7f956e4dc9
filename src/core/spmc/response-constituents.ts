import { CONSTITUENT } from '../abi/layouts.ts';
import { EXTENTS_PER_BLOCK, type Extents } from '../memory/extents.ts';
import type { Manager } from './manager.ts';
import { WHOLE } from './transactions.ts';

const CONSTITUENT_WORDS: number = CONSTITUENT.size / 4;

/** Constituents of a borrower's response: those of the sender, or one for each physical run where addresses had to be translated. */
export function countConstituents(m: Manager, transaction: number, borrower: number): number {
  if (borrower === WHOLE || showsExtents(m, transaction) || m.ledger.borrowers.placed[borrower] >= 0)
    return m.transactions.constituents[transaction];
  let count = 0;
  const runs = m.ledger.runsOf(transaction);
  while (runs.next()) count++;
  return count;
}

/** Brings `m.position` to the first constituent of a borrower's response. */
export function positionAtStart(m: Manager, transaction: number): void {
  m.position.put(m.ledger.transactions.firstBlock[transaction], 0, 0);
}

/**
 * Writes constituents to the outbox as a borrower sees them, from `m.position` on, as many as fit between `word` and `end`, and moves the
 * position behind them. WHOLE sees them as they were sent. Returns how many were written.
 */
export function writeConstituents(
  m: Manager,
  transaction: number,
  borrower: number,
  word: number,
  end: number,
): number {
  const room = Math.floor((end - word) / CONSTITUENT_WORDS);
  const own = borrower === WHOLE ? -1 : m.ledger.borrowers.placed[borrower];
  if (own >= 0) return writePlaced(m, transaction, own, word, room);
  return borrower === WHOLE || showsExtents(m, transaction)
    ? writeExtents(m, transaction, word, room)
    : writeRuns(m, transaction, word, room);
}

/** Whether the extents of a transaction are physical, so that whoever sees physical addresses sees them as they are. */
function showsExtents(m: Manager, transaction: number): boolean {
  return m.ledger.transactions.physical[transaction] === 1;
}

function writeExtents(m: Manager, transaction: number, word: number, room: number): number {
  const { position } = m;
  const { extents, transactions } = m.ledger;
  const first = position.extent;
  const end = Math.min(first + room, transactions.extents[transaction]);
  let { block } = position;
  let at = word;
  for (let index = first; index < end; ) {
    const inBlock = index % EXTENTS_PER_BLOCK;
    const count = Math.min(EXTENTS_PER_BLOCK - inBlock, end - index);
    at = writeStretch(m.outbox, at, extents, block * EXTENTS_PER_BLOCK + inBlock, count);
    index += count;
    if (index % EXTENTS_PER_BLOCK === 0) block = extents.after(block);
  }
  position.put(block, end, 0);
  return end - first;
}

/** Writes `count` extents that lie side by side, the first of them at `first`. Returns the word behind them. */
function writeStretch(
  outbox: Uint32Array,
  word: number,
  { page, pages }: Extents,
  first: number,
  count: number,
): number {
  let at = word;
  for (let extent = first; extent < first + count; extent++) {
    writeConstituent(outbox, at, page[extent], pages[extent]);
    at += CONSTITUENT_WORDS;
  }
  return at;
}

/** For memory whose addresses had to be translated: a constituent for each physical run. */
function writeRuns(m: Manager, transaction: number, word: number, room: number): number {
  const { position } = m;
  const runs = m.ledger.runsOf(transaction, position.extent, position.block);
  runs.skip(position.pages);
  let written = 0;
  while (written < room && runs.next()) {
    writeConstituent(m.outbox, word + written * CONSTITUENT_WORDS, runs.page, runs.pages);
    written++;
  }
  position.put(runs.block, runs.extent, runs.passed);
  return written;
}

/** In an address space of its own, a borrower finds the extents one behind the other, the first at page `place`. */
function writePlaced(m: Manager, transaction: number, place: number, word: number, room: number): number {
  const { position } = m;
  const { extents, transactions } = m.ledger;
  const first = position.extent;
  const end = Math.min(first + room, transactions.extents[transaction]);
  let { block, pages: before } = position;
  for (let index = first; index < end; ) {
    const pages = extents.pages[block * EXTENTS_PER_BLOCK + (index % EXTENTS_PER_BLOCK)];
    writeConstituent(m.outbox, word + (index - first) * CONSTITUENT_WORDS, place + before, pages);
    before += pages;
    index++;
    if (index % EXTENTS_PER_BLOCK === 0) block = extents.after(block);
  }
  position.put(block, end, before);
  return end - first;
}

/** Words take of a number what fits into them: the shift the lower bits of the page, the array the whole part. */
function writeConstituent(outbox: Uint32Array, word: number, page: number, pages: number): void {
  outbox[word] = page << 12;
  outbox[word + 1] = page / 0x10_0000;
  outbox[word + 2] = pages;
  outbox[word + 3] = 0;
}
