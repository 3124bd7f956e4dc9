import { FLAG_TIME_SLICE, FLAG_ZERO } from '../abi/bits.ts';
import { answer, FFA_SUCCESS_32, type Frame, succeed, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { ACCESS_32, COMPOSITE, CONSTITUENT, HEADER_1_1, layoutsOf } from '../abi/layouts.ts';
import { isSecureId, OPERATION, type Operation } from '../abi/operations.ts';
import { packHalves, upperHalf } from '../abi/words.ts';
import { mailbox as mailboxRules } from '../rules/mailbox.ts';
import { mediator as rules } from '../rules/mediator.ts';
import { checkMemory, checkPageSum, claimArrived } from '../spmc/claim.ts';
import { continueSend, fragTx as ownFragTx } from '../spmc/fragments.ts';
import { endTransaction, finishSend } from '../spmc/lifetime.ts';
import { OWN_COURSE, type SendCourse, send } from '../spmc/send.ts';
import { sentBy } from '../spmc/teardown.ts';
import { STAGE } from '../spmc/transactions.ts';
import { passOn } from './agreement.ts';
import type { GuestHandler, Mediation } from './mediation.ts';

const FFA_MEM_FRAG_RX: number = functionId('FFA_MEM_FRAG_RX');
const FFA_MEM_FRAG_TX: number = functionId('FFA_MEM_FRAG_TX');
const FFA_MEM_RECLAIM: number = functionId('FFA_MEM_RECLAIM');

const SEND: Record<Operation, string> = {
  [OPERATION.SHARE]: 'FFA_MEM_SHARE',
  [OPERATION.LEND]: 'FFA_MEM_LEND',
  [OPERATION.DONATE]: 'FFA_MEM_DONATE',
};
const SEND_ID: Record<Operation, number> = {
  [OPERATION.SHARE]: functionId(SEND[OPERATION.SHARE], 64),
  [OPERATION.LEND]: functionId(SEND[OPERATION.LEND], 64),
  [OPERATION.DONATE]: functionId(SEND[OPERATION.DONATE], 64),
};

/** Handles that hypervisors allocate. */
const BY_HYPERVISOR = 0x8000_0000;
const CONSTITUENT_WORDS: number = CONSTITUENT.size / 4;

/** FFA_MEM_SHARE, FFA_MEM_LEND and FFA_MEM_DONATE: among guests as in any manager; to secure partitions through the manager behind. */
export const memShare: GuestHandler = (m, frame) => send(m, frame, OPERATION.SHARE, COURSE);
export const memLend: GuestHandler = (m, frame) => send(m, frame, OPERATION.LEND, COURSE);
export const memDonate: GuestHandler = (m, frame) => send(m, frame, OPERATION.DONATE, COURSE);

/** FFA_MEM_FRAG_TX: of a send that the manager behind has begun, or of one among guests. */
export const fragTx: GuestHandler = (m, frame) => {
  const transaction = ownForwarded(m, frame);
  if (m.transactions.stage[transaction] === STAGE.UNFINISHED) continueSend(m, frame, transaction, COURSE);
  else ownFragTx(m, frame);
};

/** The caller's transaction with the handle in w1 and w2 that the manager behind has; 0 when there is none, or another guest's. */
export function ownForwarded(m: Mediation, frame: Frame): number {
  const transaction = m.forwarded.find(w(frame, 1), w(frame, 2));
  return m.transactions.sender[transaction] === m.caller.slot ? transaction : 0;
}

/**
 * Gives up a send that the manager behind may have begun: it is told, and nothing stays. Where it holds the pages all the same, under a handle
 * that it did not tell, they stay out of use.
 */
export function abandon(m: Mediation, transaction: number): void {
  const { forwarded: f } = m;
  if (f.known[transaction] === 1)
    m.ask(FFA_MEM_RECLAIM, f.handleLow[transaction], f.handleHigh[transaction], 0);
  if (m.ledger.isCovered(transaction)) keepForwarded(m, transaction);
  else endForwarded(m, transaction);
}

/** The manager behind has all of a send. */
function keepForwarded(m: Mediation, transaction: number): void {
  finishSend(m, transaction);
  m.transactions.stage[transaction] = STAGE.FORWARDED;
}

/** Gives up all sends of a guest that lack fragments. */
export function abandonUnfinished(m: Mediation, slot: number): void {
  for (const transaction of sentBy(m, slot))
    if (m.transactions.stage[transaction] === STAGE.UNFINISHED) abandon(m, transaction);
}

/** Ends a transaction that the manager behind has no more. */
export function endForwarded(m: Mediation, transaction: number): void {
  m.forwarded.clear(transaction);
  endTransaction(m, transaction);
}

const COURSE: SendCourse<Mediation> = { proceed, end: abandon };

/** A fragment has arrived. What is for guests goes the way of any manager, what is for secure partitions is passed on. */
function proceed(m: Mediation, frame: Frame, transaction: number): void {
  const secure = countSecure(m, transaction);
  if (secure === 0) OWN_COURSE.proceed(m, frame, transaction);
  else if (secure !== m.ledger.transactions.borrowers[transaction]) refuseMixed(m, transaction);
  else if (!isReady(m, transaction) || !passArrived(m, frame, transaction)) abandon(m, transaction);
}

function countSecure(m: Mediation, transaction: number): number {
  const { next } = m.ledger.borrowers;
  let count = 0;
  let borrower = m.ledger.transactions.firstBorrower[transaction];
  for (; borrower !== 0; borrower = next[borrower]) if (isSecureId(m.receivers.endpoint[borrower])) count++;
  return count;
}

function refuseMixed(m: Mediation, transaction: number): void {
  m.verdict.refuse(rules.mixedWorlds);
  endForwarded(m, transaction);
}

/** Holds the pages that have arrived, and judges them. False after a refusal. */
function isReady(m: Mediation, transaction: number): boolean {
  const { forwarded: f, transactions: t, ledger } = m;
  if (!m.behind.offers(SEND[t.operationOf(transaction)], 64)) {
    m.verdict.refuse(rules.notBehind);
    return false;
  }
  if (!checkPageSum(m, transaction)) return false;
  const any = ledger.transactions.extents[transaction] !== 0;
  if (any && (!claimArrived(m, transaction) || !checkMemory(m, transaction))) return false;
  if (f.announced[transaction] === 0) f.announced[transaction] = countAhead(m, transaction);
  return true;
}

/**
 * How many constituents the manager is told of: as many as there are physical runs, where all of them are known. The first fragment does not show
 * where those to come lie; but runs are only broken where the guest's memory has a seam, and a run of several pages can be broken anywhere. So
 * as many more are announced as there are seams, and pages are counted out to them at the end.
 */
function countAhead(m: Mediation, transaction: number): number {
  const { ledger, transactions: t } = m;
  const { extents, owner } = ledger.transactions;
  if (extents[transaction] !== t.constituents[transaction]) {
    const seams = ledger.viewOf(owner[transaction]).seams;
    return Math.min(t.constituents[transaction] + seams, t.totalPages[transaction]);
  }
  let count = 0;
  const runs = ledger.runsOf(transaction);
  while (runs.next()) count++;
  return count;
}

/** Passes on all that has arrived, in fragments of our own length. The guest is asked for more, or told the handle. False after a refusal. */
function passArrived(m: Mediation, frame: Frame, transaction: number): boolean {
  const { behind, forwarded: f, ledger, transactions: t } = m;
  const { words } = behind;
  const extents = ledger.transactions.extents[transaction];
  let word = f.bytes[transaction] === 0 ? writeHead(m, transaction) : 0;
  let pagesLeft = t.totalPages[transaction] - pagesBefore(m, transaction);
  ledger.walk(m.runs, transaction, f.passed[transaction], extents);
  while (m.runs.next()) {
    let { page, pages } = m.runs;
    pagesLeft -= pages;
    // Every constituent that was announced has a page at least: where few pages are left, each is one of its own.
    for (
      let pieces = Math.max(1, f.announced[transaction] - f.sent[transaction] - pagesLeft);
      pieces > 0;
      pieces--
    ) {
      if (word + CONSTITUENT_WORDS > words.length) {
        if (m.verdict.refuse(rules.scattered)) return false;
        if (!pass(m, frame, transaction, word)) return false;
        word = 0;
      }
      const piece = pieces === 1 ? pages : 1;
      word = writeConstituent(words, word, page, piece);
      f.sent[transaction]++;
      page += piece;
      pages -= piece;
    }
  }
  f.passed[transaction] = extents;
  if (!pass(m, frame, transaction, word)) return false;
  if (extents !== t.constituents[transaction]) {
    answer(
      frame,
      FFA_MEM_FRAG_RX,
      f.handleLow[transaction],
      f.handleHigh[transaction],
      t.received[transaction],
    );
    return true;
  }
  keepForwarded(m, transaction);
  succeed(frame, f.handleLow[transaction], f.handleHigh[transaction]);
  return true;
}

/** Pages of the guest's constituents that were passed on in earlier fragments. */
function pagesBefore(m: Mediation, transaction: number): number {
  let pages = 0;
  m.ledger.walk(m.runs, transaction, 0, m.forwarded.passed[transaction]);
  while (m.runs.next()) pages += m.runs.pages;
  return pages;
}

/** Sends what lies in the hypervisor's TX: the descriptor's beginning, or the next fragment. False after a refusal. */
function pass(m: Mediation, frame: Frame, transaction: number, words: number): boolean {
  const { behind, forwarded: f, transactions: t } = m;
  if (!behind.send(words)) return !m.verdict.refuse(mailboxRules.txInaccessible);
  const length = words * 4;
  const first = f.bytes[transaction] === 0;
  const operation = t.operationOf(transaction);
  const reply = first
    ? m.ask(
        SEND_ID[operation],
        length + (f.announced[transaction] - f.sent[transaction]) * CONSTITUENT.size,
        length,
      )
    : m.ask(
        FFA_MEM_FRAG_TX,
        f.handleLow[transaction],
        f.handleHigh[transaction],
        length,
        packHalves(senderBehind(m, transaction), 0),
      );
  f.bytes[transaction] += length;
  if (isExpected(m, transaction, reply)) return true;
  passOn(m, frame, reply);
  return false;
}

/** Whether the manager asks for more where there is more, and is content where there is not; with one handle that no other send has. */
function isExpected(m: Mediation, transaction: number, reply: Frame): boolean {
  const { forwarded: f } = m;
  const complete = f.sent[transaction] === f.announced[transaction];
  const fits = complete
    ? w(reply, 0) === FFA_SUCCESS_32
    : w(reply, 0) === FFA_MEM_FRAG_RX &&
      w(reply, 3) === f.bytes[transaction] &&
      upperHalf(w(reply, 4)) === senderBehind(m, transaction);
  if (!fits) return false;
  const low = w(reply, complete ? 2 : 1);
  const high = w(reply, complete ? 3 : 2);
  if (f.known[transaction] === 1)
    return low === f.handleLow[transaction] && high === f.handleHigh[transaction];
  if ((high & BY_HYPERVISOR) !== 0 || f.find(low, high) !== 0) return false;
  f.note(transaction, low, high);
  return true;
}

/** The id by which the manager behind knows the sender. */
function senderBehind({ guests, transactions }: Mediation, transaction: number): number {
  return guests.idBehind[transactions.sender[transaction]];
}

/** Writes everything in front of the constituents, in the layout of the manager's version. Returns the word behind it. */
function writeHead(m: Mediation, transaction: number): number {
  const { behind, transactions: t, receivers: r, forwarded: f } = m;
  const { words } = behind;
  const { access } = layoutsOf(behind.version);
  const { borrowers, firstBorrower } = m.ledger.transactions;
  const count = borrowers[transaction];
  const composite = HEADER_1_1.size + count * access.size;
  const carries = m.traits.dropsFlagsAndTag === undefined;
  words.fill(0, 0, (composite + COMPOSITE.size) / 4);
  words[0] = packHalves(t.attributes[transaction], senderBehind(m, transaction));
  if (carries) {
    words[1] = t.flags[transaction] & (FLAG_ZERO | FLAG_TIME_SLICE);
    words[4] = t.tagLow[transaction];
    words[5] = t.tagHigh[transaction];
  }
  words[6] = access.size;
  words[7] = count;
  words[8] = HEADER_1_1.size;
  let word = HEADER_1_1.size / 4;
  for (
    let borrower = firstBorrower[transaction];
    borrower !== 0;
    borrower = m.ledger.borrowers.next[borrower]
  ) {
    words[word] = r.endpoint[borrower] | (r.permissions[borrower] << 16) | (r.flags[borrower] << 24);
    words[word + 1] = composite;
    if (access === ACCESS_32)
      for (let half = 0; half < 4; half++) words[word + 2 + half] = r.impdef[borrower * 4 + half];
    word += access.size / 4;
  }
  words[word] = t.totalPages[transaction];
  words[word + 1] = f.announced[transaction];
  return word + COMPOSITE.size / 4;
}

function writeConstituent(words: Uint32Array, word: number, page: number, pages: number): number {
  words[word] = (page << 12) >>> 0;
  words[word + 1] = Math.floor(page / 0x10_0000);
  words[word + 2] = pages;
  words[word + 3] = 0;
  return word + CONSTITUENT_WORDS;
}
