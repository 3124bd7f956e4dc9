import { type Frame, w } from '../abi/frame.ts';
import { CONSTITUENT } from '../abi/layouts.ts';
import { upperHalf } from '../abi/words.ts';
import { fragment as rules } from '../rules/fragment.ts';
import { bufferBytes, readTx } from './buffers.ts';
import type { Manager } from './manager.ts';
import { acceptConstituents, OWN_COURSE, type SendCourse } from './send.ts';
import { STAGE } from './transactions.ts';

/**
 * FFA_MEM_FRAG_TX: w1, w2 handle, w3 fragment length, w4[31:16] sender; constituents lie in TX from its start.
 * Answers FFA_MEM_FRAG_RX with the next offset, or FFA_SUCCESS with the handle.
 *
 * Whatever is wrong with a fragment of the caller's own unfinished send ends that send.
 */
export function fragTx(m: Manager, frame: Frame): void {
  const transaction = findUnfinished(m, frame);
  if (transaction !== 0) continueSend(m, frame, transaction, OWN_COURSE);
}

/** Takes the next fragment of an unfinished send of the caller. */
export function continueSend<M extends Manager>(
  m: M,
  frame: Frame,
  transaction: number,
  course: SendCourse<M>,
): void {
  const length = w(frame, 3);
  const t = m.transactions;
  const at = t.received[transaction];
  if (
    copyFragment(m, transaction, frame, length) &&
    acceptConstituents(m, transaction, 0, length / CONSTITUENT.size, at)
  ) {
    t.received[transaction] += length;
    course.proceed(m, frame, transaction);
    return;
  }
  course.end(m, transaction);
}

/** The unfinished send of this caller that the handle names; 0 after a refusal. */
function findUnfinished(m: Manager, frame: Frame): number {
  const t = m.transactions;
  const transaction = t.find(w(frame, 1), w(frame, 2));
  if (transaction === 0) m.verdict.refuseRegister(rules.unknownHandle, 1);
  else if (!m.caller.actsFor(t.senderId[transaction])) m.verdict.refuse(rules.notSender);
  else if (t.stage[transaction] !== STAGE.UNFINISHED) m.verdict.refuseRegister(rules.complete, 1);
  else return transaction;
  return 0;
}

function copyFragment(m: Manager, transaction: number, frame: Frame, length: number): boolean {
  const { verdict } = m;
  const room = bufferBytes(m, m.caller.slot);
  const named = upperHalf(w(frame, 4));
  const wrongSender = named !== 0 && !(m.caller.hypervisor && named === m.transactions.senderId[transaction]);
  if (wrongSender && verdict.refuseRegister(rules.senderField, 4)) return false;
  if (room === 0 && verdict.refuse(rules.noTx)) return false;
  if (length === 0 && verdict.refuseRegister(rules.lengthZero, 3)) return false;
  if (length % CONSTITUENT.size !== 0 && verdict.refuseRegister(rules.lengthUnit, 3)) return false;
  if (length > room && verdict.refuseRegister(rules.exceedsTx, 3)) return false;
  const missing = m.transactions.constituents[transaction] - m.ledger.transactions.extents[transaction];
  if (length / CONSTITUENT.size > missing && verdict.refuseRegister(rules.exceedsTotal, 3)) return false;
  return readTx(m, m.caller.slot, length) || !verdict.refuse(rules.txInaccessible);
}
