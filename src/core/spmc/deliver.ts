import { answer, type Frame, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { CONSTITUENT } from '../abi/layouts.ts';
import { isSecureId } from '../abi/operations.ts';
import { packHalves, upperHalf } from '../abi/words.ts';
import { response as rules } from '../rules/retrieve.ts';
import { bufferBytes, writeRx } from './buffers.ts';
import { RX } from './endpoints.ts';
import { endTransaction } from './lifetime.ts';
import type { Manager } from './manager.ts';
import { countConstituents, headSize, writeConstituents, writeHead } from './response.ts';
import { STAGE } from './transactions.ts';

const FFA_MEM_RETRIEVE_RESP: number = functionId('FFA_MEM_RETRIEVE_RESP');
const FFA_MEM_FRAG_TX: number = functionId('FFA_MEM_FRAG_TX');

/**
 * Writes the first fragment of a borrower's response to the caller's RX and answers FFA_MEM_RETRIEVE_RESP: w1 total length,
 * w2 length of this fragment. False when RX cannot be written.
 */
export function deliverResponse(m: Manager, frame: Frame, transaction: number, borrower: number): boolean {
  const r = m.receivers;
  const version = m.caller.version;
  const count = countConstituents(m, transaction, borrower);
  const word = writeHead(m, transaction, version, borrower, 1, r.granted, count);
  const written = writeConstituents(m, transaction, borrower, 0, word, bufferBytes(m, m.caller.slot) >>> 2);
  if (!writeRx(m, m.caller.slot, word + written * (CONSTITUENT.size / 4))) return false;
  if (m.caller.hypervisor) m.transactions.showing[transaction] = 0;
  r.version[borrower] = version;
  r.constituents[borrower] = count;
  r.delivered[borrower] = written;
  r.deliveredBefore[borrower] = written;
  const head = word * 4;
  answer(frame, FFA_MEM_RETRIEVE_RESP, head + count * CONSTITUENT.size, head + written * CONSTITUENT.size);
  return true;
}

/** The hypervisor's view of a transaction: all receivers, as they were sent, and the constituents as they were sent. */
export function deliverToHypervisor(m: Manager, frame: Frame, transaction: number): boolean {
  const { transactions: t, ledger } = m;
  const { firstBorrower, borrowers } = ledger.transactions;
  const count = t.constituents[transaction];
  const word = writeHead(
    m,
    transaction,
    m.caller.version,
    firstBorrower[transaction],
    borrowers[transaction],
    m.receivers.permissions,
    count,
  );
  const written = writeConstituents(m, transaction, 0, 0, word, bufferBytes(m, m.caller.slot) >>> 2);
  if (!writeRx(m, m.caller.slot, word + written * (CONSTITUENT.size / 4))) return false;
  t.showing[transaction] = 1;
  t.shown[transaction] = written;
  t.shownBefore[transaction] = written;
  const head = word * 4;
  answer(frame, FFA_MEM_RETRIEVE_RESP, head + count * CONSTITUENT.size, head + written * CONSTITUENT.size);
  return true;
}

/**
 * FFA_MEM_FRAG_RX: w1, w2 handle, w3 offset, w4[31:16] sender. Answers FFA_MEM_FRAG_TX with the length of the next
 * fragment in w3, or of the last one again.
 */
export function fragRx(m: Manager, frame: Frame): void {
  const { transactions: t, receivers: r, verdict } = m;
  const named = upperHalf(w(frame, 4));
  if (named !== 0 && !m.caller.hypervisor && verdict.refuseRegister(rules.senderField, 4)) return;
  if (m.endpoints.rx[m.caller.slot] !== RX.EMPTY && verdict.refuse(rules.rxBusy)) return;
  const transaction = t.find(w(frame, 1), w(frame, 2));
  if (transaction === 0 && verdict.refuseRegister(rules.unknownHandle, 1)) return;
  if (named !== 0 && named !== t.senderId[transaction] && verdict.refuseRegister(rules.senderField, 4))
    return;
  if (t.showing[transaction] === 1 && m.caller.hypervisor) {
    const head = headSize(m.caller.version, m.ledger.transactions.borrowers[transaction]);
    const from = nextConstituent(m, frame, head, t.shown[transaction], t.shownBefore[transaction]);
    if (from < 0) return;
    const written = deliverFragment(m, frame, transaction, 0, from);
    if (written < 0) return;
    t.shownBefore[transaction] = from;
    t.shown[transaction] = from + written;
    return;
  }
  const borrower = fetchingBorrower(m, transaction);
  if (borrower === 0) {
    verdict.refuseRegister(rules.nothingToFetch, 1);
    return;
  }
  const head = headSize(r.version[borrower], 1);
  const from = nextConstituent(m, frame, head, r.delivered[borrower], r.deliveredBefore[borrower]);
  if (from < 0) return;
  const written = deliverFragment(m, frame, transaction, borrower, from);
  if (written < 0) return;
  r.deliveredBefore[borrower] = from;
  r.delivered[borrower] = from + written;
  const all = r.delivered[borrower] === r.constituents[borrower];
  if (all && t.stage[transaction] === STAGE.HANDED_OVER) endTransaction(m, transaction);
}

/**
 * The borrower that fetches a response: the caller, or for the hypervisor the VM whose response is incomplete. Only when there is none, one
 * whose last fragment may be asked for again. 0 for none.
 */
function fetchingBorrower(m: Manager, transaction: number): number {
  const { receivers: r, transactions: t, ledger } = m;
  let repeating = 0;
  let borrower = ledger.transactions.firstBorrower[transaction];
  for (; borrower !== 0; borrower = ledger.borrowers.next[borrower]) {
    const endpoint = r.endpoint[borrower];
    const meant = endpoint === m.caller.id || (m.caller.hypervisor && !isSecureId(endpoint));
    const holds = ledger.borrowers.holds[borrower] !== 0 || t.stage[transaction] === STAGE.HANDED_OVER;
    if (!meant || !holds) continue;
    if (r.delivered[borrower] < r.constituents[borrower]) return borrower;
    if (r.deliveredBefore[borrower] < r.delivered[borrower]) repeating = borrower;
  }
  return repeating;
}

/** The constituent that the offset in w3 asks for: the next, or the first of the last fragment. -1 after a refusal. */
function nextConstituent(m: Manager, frame: Frame, head: number, delivered: number, before: number): number {
  const index = (w(frame, 3) - head) / CONSTITUENT.size;
  if (index === delivered || index === before) return index;
  m.verdict.refuseRegister(rules.offset, 3);
  return -1;
}

/** Writes one fragment to the caller's RX and answers with its length. Returns its constituents, -1 after a refusal. */
function deliverFragment(
  m: Manager,
  frame: Frame,
  transaction: number,
  borrower: number,
  from: number,
): number {
  const { transactions: t, verdict } = m;
  const room = bufferBytes(m, m.caller.slot) >>> 2;
  const written = writeConstituents(m, transaction, borrower, from, 0, room);
  if (written === 0) {
    verdict.refuseRegister(rules.offset, 3);
    return -1;
  }
  if (!writeRx(m, m.caller.slot, written * (CONSTITUENT.size / 4))) {
    verdict.refuse(rules.rxInaccessible);
    return -1;
  }
  const sender = m.caller.hypervisor ? t.senderId[transaction] : 0;
  const length = written * CONSTITUENT.size;
  answer(frame, FFA_MEM_FRAG_TX, transaction, t.generation[transaction], length, packHalves(sender, 0));
  return written;
}
