import { answer, type Frame, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { CONSTITUENT } from '../abi/layouts.ts';
import { packHalves, upperHalf } from '../abi/words.ts';
import { response as rules } from '../rules/retrieve.ts';
import { bufferBytes, writeRx } from './buffers.ts';
import { RX } from './endpoints.ts';
import { endTransaction } from './lifetime.ts';
import type { Manager } from './manager.ts';
import { headSize, writeHead } from './response.ts';
import { countConstituents, positionAtStart, writeConstituents } from './response-constituents.ts';
import { type Deliveries, STAGE, WHOLE } from './transactions.ts';

const FFA_MEM_RETRIEVE_RESP: number = functionId('FFA_MEM_RETRIEVE_RESP');
const FFA_MEM_FRAG_TX: number = functionId('FFA_MEM_FRAG_TX');

/** In place of a constituent: the fetch was refused. */
const NONE = -1;

/**
 * Writes the first fragment of a response to the caller's RX and answers FFA_MEM_RETRIEVE_RESP: w1 total length, w2 length of
 * this fragment. It is the response to a borrower, or with WHOLE the hypervisor's view of the transaction. False when RX cannot be written.
 */
export function deliverResponse(m: Manager, frame: Frame, transaction: number, borrower: number): boolean {
  const { receivers: r, transactions: t } = m;
  const { version } = m.caller;
  const first = borrower === WHOLE ? m.ledger.transactions.firstBorrower[transaction] : borrower;
  const permissions = borrower === WHOLE ? r.permissions : r.granted;
  const listed = receiversIn(m, transaction, borrower);
  const count = countConstituents(m, transaction, borrower);
  const word = writeHead(m, transaction, version, first, listed, permissions, count);
  positionAtStart(m, transaction);
  const written = writeConstituents(m, transaction, borrower, word, bufferBytes(m, m.caller.slot) >>> 2);
  if (!writeRx(m, m.caller.slot, word + written * (CONSTITUENT.size / 4))) return false;
  const deliveries = deliveriesTo(m, borrower);
  const row = borrower === WHOLE ? transaction : borrower;
  deliveries.version[row] = version;
  deliveries.constituents[row] = count;
  deliveries.delivered[row] = written;
  deliveries.deliveredBefore[row] = written;
  m.position.noteFirst(deliveries, row);
  if (m.caller.hypervisor) t.fetching[transaction] = borrower;
  else if (t.fetching[transaction] === borrower) t.fetching[transaction] = 0;
  const head = word * 4;
  answer(frame, FFA_MEM_RETRIEVE_RESP, head + count * CONSTITUENT.size, head + written * CONSTITUENT.size);
  return true;
}

/**
 * FFA_MEM_FRAG_RX: w1, w2 handle, w3 offset, w4[31:16] sender. Answers FFA_MEM_FRAG_TX with the length of the next
 * fragment in w3, or of the last one again.
 */
export function fragRx(m: Manager, frame: Frame): void {
  const { transactions: t, verdict } = m;
  const named = upperHalf(w(frame, 4));
  if (named !== 0 && !m.caller.hypervisor && verdict.refuseRegister(rules.senderField, 4)) return;
  if (m.endpoints.rx[m.caller.slot] !== RX.EMPTY && verdict.refuse(rules.rxBusy)) return;
  const transaction = t.find(w(frame, 1), w(frame, 2));
  if (transaction === 0 && verdict.refuseRegister(rules.unknownHandle, 1)) return;
  if (named !== 0 && named !== t.senderId[transaction] && verdict.refuseRegister(rules.senderField, 4))
    return;
  const borrower = openDelivery(m, transaction);
  if (borrower === 0) {
    verdict.refuseRegister(rules.nothingToFetch, 1);
    return;
  }
  const deliveries = deliveriesTo(m, borrower);
  const row = borrower === WHOLE ? transaction : borrower;
  const head = headSize(deliveries.version[row], receiversIn(m, transaction, borrower));
  const from = nextConstituent(m, frame, head, deliveries.delivered[row], deliveries.deliveredBefore[row]);
  if (from === NONE) return;
  const again = from !== deliveries.delivered[row];
  m.position.find(deliveries, row, again);
  const written = deliverFragment(m, frame, transaction, borrower);
  if (written === 0) return;
  m.position.note(deliveries, row, again);
  deliveries.deliveredBefore[row] = from;
  deliveries.delivered[row] = from + written;
  const all = from + written === deliveries.constituents[row];
  if (all && borrower !== WHOLE && t.stage[transaction] === STAGE.HANDED_OVER) endTransaction(m, transaction);
}

/**
 * The delivery that the caller continues: the one the hypervisor has begun last, or any other caller's own. A borrower or WHOLE; 0 when
 * there is none, or nothing of it is left to fetch, not even its last fragment once more.
 */
function openDelivery(m: Manager, transaction: number): number {
  const { transactions: t, ledger } = m;
  const borrower = m.caller.hypervisor
    ? t.fetching[transaction]
    : ledger.borrowerOf(transaction, m.endpoints.party[m.caller.slot]);
  const lost =
    borrower !== WHOLE &&
    ledger.borrowers.holds[borrower] === 0 &&
    t.stage[transaction] !== STAGE.HANDED_OVER;
  const { constituents, delivered, deliveredBefore } = deliveriesTo(m, borrower);
  // There is nothing to fetch for nobody, borrower 0: its row is empty.
  const row = borrower === WHOLE ? transaction : borrower;
  const complete = delivered[row] === constituents[row] && deliveredBefore[row] === delivered[row];
  return lost || complete ? 0 : borrower;
}

/** Where the delivery to a borrower is noted, in the borrower's row, or with WHOLE in the transaction's. */
function deliveriesTo(m: Manager, borrower: number): Deliveries {
  return borrower === WHOLE ? m.transactions : m.receivers;
}

/** How many receivers a response lists. */
function receiversIn(m: Manager, transaction: number, borrower: number): number {
  return borrower === WHOLE ? m.ledger.transactions.borrowers[transaction] : 1;
}

/** The constituent that the offset in w3 asks for: the next, or the first of the last fragment. NONE after a refusal. */
function nextConstituent(m: Manager, frame: Frame, head: number, delivered: number, before: number): number {
  const index = (w(frame, 3) - head) / CONSTITUENT.size;
  if (index === delivered || index === before) return index;
  m.verdict.refuseRegister(rules.offset, 3);
  return NONE;
}

/** Writes one fragment to the caller's RX and answers with its length. Returns its constituents, 0 after a refusal. */
function deliverFragment(m: Manager, frame: Frame, transaction: number, borrower: number): number {
  const { transactions: t, verdict } = m;
  const room = bufferBytes(m, m.caller.slot) >>> 2;
  const written = writeConstituents(m, transaction, borrower, 0, room);
  if (written === 0) {
    verdict.refuseRegister(rules.offset, 3);
    return 0;
  }
  if (!writeRx(m, m.caller.slot, written * (CONSTITUENT.size / 4))) {
    verdict.refuse(rules.rxInaccessible);
    return 0;
  }
  const sender = m.caller.hypervisor ? t.senderId[transaction] : 0;
  const length = written * CONSTITUENT.size;
  answer(frame, FFA_MEM_FRAG_TX, transaction, t.highOf(transaction), length, packHalves(sender, 0));
  return written;
}
