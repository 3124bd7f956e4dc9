import { behavioursOf } from '../abi/behaviours.ts';
import { ATTRIBUTE_NS, ATTRIBUTES_NORMAL, DEVICE_NGNRNE, FLAG_ZERO, TYPE_DEVICE } from '../abi/bits.ts';
import { ACCESS_32, COMPOSITE, CONSTITUENT, HEADER_1_0, layoutsOf } from '../abi/layouts.ts';
import { packHalves } from '../abi/words.ts';
import { EXTENTS_PER_BLOCK, type Extents } from '../memory/extents.ts';
import { isDevice, isSecure } from '../memory/page-word.ts';
import type { Manager } from './manager.ts';
import { WHOLE } from './transactions.ts';

const TYPE_SHIFT = 3;
const CONSTITUENT_WORDS: number = CONSTITUENT.size / 4;

/** Bytes in front of the constituents of a response of a version that lists `receivers` receivers. */
export function headSize(version: number, receivers: number): number {
  const { header, access } = layoutsOf(version);
  return header.size + receivers * access.size + COMPOSITE.size;
}

/**
 * Writes everything in front of the constituents to the outbox, in the layout of a version: header, one access descriptor
 * each for the borrowers from `first` on, `count` of them, and the composite. Permissions are those in `permissions`, by borrower.
 * Returns the word behind it.
 */
export function writeHead(
  m: Manager,
  transaction: number,
  version: number,
  first: number,
  count: number,
  permissions: Uint8Array,
  constituents: number,
): number {
  const { outbox, receivers: r, transactions: t } = m;
  const { header, access } = layoutsOf(version);
  const composite = header.size + count * access.size;
  outbox[0] = packHalves(attributesFor(m, transaction, version), t.senderId[transaction]);
  outbox[1] = (t.flags[transaction] & FLAG_ZERO) | (t.operation[transaction] << TYPE_SHIFT);
  outbox[2] = transaction;
  outbox[3] = t.generation[transaction];
  outbox[4] = t.tagLow[transaction];
  outbox[5] = t.tagHigh[transaction];
  outbox[6] = header === HEADER_1_0 ? 0 : access.size;
  outbox[7] = count;
  let word = 8;
  if (header !== HEADER_1_0) {
    outbox[8] = header.size;
    outbox[9] = 0;
    outbox[10] = 0;
    outbox[11] = 0;
    word = 12;
  }
  let borrower = first;
  for (let index = 0; index < count; index++) {
    outbox[word] = r.endpoint[borrower] | (permissions[borrower] << 16) | (r.flags[borrower] << 24);
    outbox[word + 1] = composite;
    const halves = (access.size - 8) / 4;
    for (let half = 0; half < halves; half++)
      outbox[word + 2 + half] = access === ACCESS_32 && half < 4 ? r.impdef[borrower * 4 + half] : 0;
    word += access.size / 4;
    borrower = m.ledger.borrowers.next[borrower];
  }
  outbox[word] = t.totalPages[transaction];
  outbox[word + 1] = constituents;
  outbox[word + 2] = 0;
  outbox[word + 3] = 0;
  return word + 4;
}

/** What the memory is mapped as, and for those who understand it, whether it is non-secure. */
function attributesFor(m: Manager, transaction: number, version: number): number {
  const word = m.ledger.classOf(transaction);
  const attributes = isDevice(word) ? TYPE_DEVICE | DEVICE_NGNRNE : ATTRIBUTES_NORMAL;
  const tellNs = !behavioursOf(version).nsBitOnRequest || m.endpoints.wantsNs[m.caller.slot] === 1;
  return tellNs && !isSecure(word) ? attributes | ATTRIBUTE_NS : attributes;
}

/** Constituents of a borrower's response: those of the sender, or one for each physical run where addresses had to be translated. */
export function countConstituents(m: Manager, transaction: number, borrower: number): number {
  if (borrower === WHOLE || showsExtents(m, transaction) || m.ledger.borrowers.placed[borrower] >= 0)
    return m.transactions.constituents[transaction];
  let count = 0;
  const runs = m.ledger.runsOf(transaction);
  while (runs.next()) count++;
  return count;
}

/**
 * Writes constituents to the outbox as a borrower sees them, from number `from` on, as many as fit between `word` and `end`.
 * WHOLE sees them as they were sent. Returns how many were written.
 */
export function writeConstituents(
  m: Manager,
  transaction: number,
  borrower: number,
  from: number,
  word: number,
  end: number,
): number {
  const room = Math.floor((end - word) / CONSTITUENT_WORDS);
  if (borrower === WHOLE || (showsExtents(m, transaction) && m.ledger.borrowers.placed[borrower] < 0))
    return writeExtents(m, transaction, from, word, room);
  return m.ledger.borrowers.placed[borrower] < 0
    ? writeRuns(m, transaction, from, word, room)
    : writePlaced(m, transaction, borrower, from, word, room);
}

/** Whether the extents of a transaction are physical, so that whoever sees physical addresses sees them as they are. */
function showsExtents(m: Manager, transaction: number): boolean {
  return m.ledger.transactions.physical[transaction] === 1;
}

function writeExtents(m: Manager, transaction: number, from: number, word: number, room: number): number {
  const { extents, transactions } = m.ledger;
  const end = Math.min(from + room, transactions.extents[transaction]);
  let block = m.ledger.blockOf(transaction, from);
  let at = word;
  for (let index = from; index < end; block = extents.after(block)) {
    const inBlock = index % EXTENTS_PER_BLOCK;
    const count = Math.min(EXTENTS_PER_BLOCK - inBlock, end - index);
    at = writeStretch(m.outbox, at, extents, block * EXTENTS_PER_BLOCK + inBlock, count);
    index += count;
  }
  return end - from;
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

function writeRuns(m: Manager, transaction: number, from: number, word: number, room: number): number {
  let written = 0;
  const runs = m.ledger.runsOf(transaction);
  for (let run = 0; written < room && runs.next(); run++) {
    if (run < from) continue;
    writeConstituent(m.outbox, word + written * CONSTITUENT_WORDS, runs.page, runs.pages);
    written++;
  }
  return written;
}

/** In an address space of its own, a borrower finds the extents one behind the other. */
function writePlaced(
  m: Manager,
  transaction: number,
  borrower: number,
  from: number,
  word: number,
  room: number,
): number {
  const { extents, transactions, borrowers } = m.ledger;
  const end = Math.min(from + room, transactions.extents[transaction]);
  let page = borrowers.placed[borrower];
  let block = transactions.firstBlock[transaction];
  for (let index = 0; index < end; index++) {
    const inBlock = index % EXTENTS_PER_BLOCK;
    if (inBlock === 0 && index !== 0) block = extents.after(block);
    const pages = extents.pages[block * EXTENTS_PER_BLOCK + inBlock];
    if (index >= from) writeConstituent(m.outbox, word + (index - from) * CONSTITUENT_WORDS, page, pages);
    page += pages;
  }
  return end - from;
}

function writeConstituent(outbox: Uint32Array, word: number, page: number, pages: number): void {
  const high = (page / 0x10_0000) | 0;
  outbox[word] = (page - high * 0x10_0000) << 12;
  outbox[word + 1] = high;
  outbox[word + 2] = pages;
  outbox[word + 3] = 0;
}
