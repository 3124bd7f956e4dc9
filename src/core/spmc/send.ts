import { FLAG_ZERO } from '../abi/bits.ts';
import { answer, type Frame, succeed, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { ACCESS_32, CONSTITUENT } from '../abi/layouts.ts';
import { OPERATION, type Operation } from '../abi/operations.ts';
import { ADDRESSABLE_PAGES } from '../abi/pages.ts';
import { packHalves } from '../abi/words.ts';
import { EXECUTE, type Rights } from '../memory/page-word.ts';
import { checkConstituents, checkSend } from '../rules/check-send.ts';
import type { Descriptor } from '../rules/descriptor.ts';
import { send as rules } from '../rules/send.ts';
import { bufferBytes, namesBuffer, readTx } from './buffers.ts';
import { claimPages } from './claim.ts';
import { canClear, clearPages } from './clear.ts';
import { grantedRights } from './granted-rights.ts';
import {
  beginTransaction,
  chargeConstituents,
  chargeReceiver,
  endTransaction,
  finishSend,
  liveConstituents,
  liveReceivers,
  liveTransactions,
} from './lifetime.ts';
import type { Handler, Manager } from './manager.ts';
import { forgetDelivery } from './transactions.ts';

const FFA_MEM_FRAG_RX: number = functionId('FFA_MEM_FRAG_RX');

/** FFA_MEM_SHARE: w1 total length, w2 fragment length; the descriptor lies in TX. Answers w2, w3 handle, or FFA_MEM_FRAG_RX. */
export const memShare: Handler = (m, frame) => send(m, frame, OPERATION.SHARE, OWN_COURSE);

/** FFA_MEM_LEND: as FFA_MEM_SHARE. */
export const memLend: Handler = (m, frame) => send(m, frame, OPERATION.LEND, OWN_COURSE);

/** FFA_MEM_DONATE: as FFA_MEM_SHARE. */
export const memDonate: Handler = (m, frame) => send(m, frame, OPERATION.DONATE, OWN_COURSE);

/** What becomes of a send whose fragment has arrived and was judged. */
export interface SendCourse<M extends Manager> {
  /** Asks for the next fragment, or completes the send. Ends it after a refusal. */
  proceed(m: M, frame: Frame, transaction: number): void;
  /** Ends it, whatever became of it. */
  end(m: M, transaction: number): void;
}

/** Takes the first fragment of a send. */
export function send<M extends Manager>(
  m: M,
  frame: Frame,
  operation: Operation,
  course: SendCourse<M>,
): void {
  const total = w(frame, 1);
  const length = w(frame, 2);
  if (!copyFirstFragment(m, frame, total, length)) return;
  const d = m.descriptor;
  d.begin(m.inbox, length, total, m.caller.version);
  if (!checkSend(d, operation, m.caller, m.limits, m.verdict)) return;
  // A sender below the hypervisor is known to it alone, or gone: its memory is the normal world's, which the caller stands for. Nothing is sent
  // for one who died: nobody would have it back when the hypervisor dies, too.
  const sender = m.caller.living(d.sender) || m.caller.slot;
  if (!checkQuotas(m, sender, d)) return;
  const transaction = beginTransaction(m, operation, sender, m.caller.hypervisor);
  if (transaction === 0) {
    m.verdict.refuse(rules.transactionsFull);
    return;
  }
  if (record(m, transaction, d)) {
    const whole = Math.floor((length - d.constituentsAt) / CONSTITUENT.size);
    const here = Math.min(whole, d.constituentCount);
    if (acceptConstituents(m, transaction, d.constituentsAt >>> 2, here, d.constituentsAt)) {
      m.transactions.received[transaction] = length;
      course.proceed(m, frame, transaction);
      return;
    }
  }
  course.end(m, transaction);
}

/** Checks the registers and copies the fragment out of TX. */
function copyFirstFragment(m: Manager, frame: Frame, total: number, length: number): boolean {
  const room = bufferBytes(m, m.caller.slot);
  if (namesBuffer(frame) && m.verdict.refuseRegister(rules.dynamicBuffer, 3)) return false;
  if (w(frame, 4) !== 0 && m.verdict.refuseRegister(rules.dynamicBuffer, 4)) return false;
  if (length > total && m.verdict.refuseRegister(rules.fragmentExceedsTotal, 2)) return false;
  if (room === 0 && m.verdict.refuse(rules.noTx)) return false;
  if (length > room && m.verdict.refuseRegister(rules.fragmentExceedsTx, 2)) return false;
  return readTx(m, m.caller.slot, length) || !m.verdict.refuse(rules.txInaccessible);
}

function checkQuotas(m: Manager, sender: number, d: Descriptor): boolean {
  const { endpoints, limits, verdict } = m;
  const count = d.constituentCount;
  if (liveTransactions(m) >= limits.transactions && verdict.refuse(rules.transactionsFull)) return false;
  if (endpoints.sent[sender] >= limits.transactionsPerEndpoint && verdict.refuse(rules.transactionQuota))
    return false;
  if (
    d.total > d.length &&
    endpoints.unfinished[sender] >= limits.unfinishedSends &&
    verdict.refuse(rules.unfinishedQuota)
  )
    return false;
  if (
    endpoints.constituents[sender] + count > limits.constituentsPerEndpoint &&
    verdict.refuse(rules.constituentQuota)
  )
    return false;
  if (liveConstituents(m) + count > limits.constituents && verdict.refuse(rules.constituentsFull))
    return false;
  const receivers = liveReceivers(m) + d.accessCount;
  return !(receivers > limits.borrowers && verdict.refuse(rules.borrowersFull));
}

/** Keeps what the header and the access descriptors say. False after a refusal. */
function record(m: Manager, transaction: number, d: Descriptor): boolean {
  const t = m.transactions;
  t.senderId[transaction] = d.sender;
  t.tagLow[transaction] = d.tagLow;
  t.tagHigh[transaction] = d.tagHigh;
  t.flags[transaction] = d.flags;
  t.attributes[transaction] = d.attributes;
  t.totalPages[transaction] = d.totalPages;
  chargeConstituents(m, transaction, d.constituentCount);
  for (let index = 0; index < d.accessCount; index++) {
    const slot = m.endpoints.slotOf(d.endpoint(index));
    const ceiling = ceilingOf(t.operationOf(transaction), d.permissions(index), d.accessCount);
    const borrower = m.ledger.addBorrower(transaction, m.endpoints.party[slot], ceiling);
    if (borrower === 0) {
      m.verdict.refuse(rules.borrowersFull);
      return false;
    }
    chargeReceiver(m, transaction);
    const r = m.receivers;
    r.endpoint[borrower] = d.endpoint(index);
    r.permissions[borrower] = d.permissions(index);
    r.flags[borrower] = d.accessFlags(index);
    r.hasImpdef[borrower] = d.accessSize === ACCESS_32.size ? 1 : 0;
    for (let half = 0; half < 4; half++) r.impdef[borrower * 4 + half] = d.impdef(index, half);
    r.granted[borrower] = 0;
    r.constituents[borrower] = 0;
    forgetDelivery(r, borrower);
  }
  return true;
}

/** The most that a receiver may be given, before the owner's own rights are known. */
function ceilingOf(operation: Operation, permissions: number, receivers: number): Rights {
  const rights = grantedRights(permissions);
  return operation !== OPERATION.SHARE && receivers === 1 ? rights | EXECUTE : rights & ~EXECUTE;
}

/**
 * Judges constituents in the inbox and adds them to the ledger's transaction. `first` is the word they start at, `at` their
 * byte offset in the whole descriptor. False after a refusal.
 */
export function acceptConstituents(
  m: Manager,
  transaction: number,
  first: number,
  count: number,
  at: number,
): boolean {
  const { ledger, inbox, ranges } = m;
  const left = m.transactions.totalPages[transaction] - ledger.transactions.pages[transaction];
  const physical = ledger.transactions.physical[transaction] === 1;
  const addressable = physical ? ledger.map.pages : ADDRESSABLE_PAGES;
  if (!checkConstituents(inbox, first, count, at, left, addressable, ranges, m.verdict)) return false;
  if (ledger.addExtents(transaction, ranges.page, ranges.pages, count)) return true;
  m.verdict.refuse(rules.constituentsFull);
  return false;
}

/** Of a send whose pages are claimed when all constituents are there. */
export const OWN_COURSE: SendCourse<Manager> = { proceed, end: endTransaction };

function proceed(m: Manager, frame: Frame, transaction: number): void {
  const t = m.transactions;
  if (m.ledger.transactions.extents[transaction] < t.constituents[transaction]) {
    const sender = m.caller.hypervisor ? t.senderId[transaction] : 0;
    answer(
      frame,
      FFA_MEM_FRAG_RX,
      transaction,
      t.highOf(transaction),
      t.received[transaction],
      packHalves(sender, 0),
    );
    return;
  }
  const clear = (t.flags[transaction] & FLAG_ZERO) !== 0;
  if (!claimPages(m, transaction) || (clear && !canClear(m, transaction, rules.memoryInaccessible))) {
    endTransaction(m, transaction);
    return;
  }
  finishSend(m, transaction);
  if (clear) clearPages(m, transaction);
  succeed(frame, transaction, t.highOf(transaction));
}
