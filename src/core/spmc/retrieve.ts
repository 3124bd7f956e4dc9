import { type Frame, w } from '../abi/frame.ts';
import { isSecureId } from '../abi/operations.ts';
import { checkAgainstSent, checkHypervisorRequest, checkRequest } from '../rules/check-request.ts';
import type { Descriptor } from '../rules/descriptor.ts';
import { retrieve as rules } from '../rules/retrieve.ts';
import { checkOwn, checkReceivers } from './asked.ts';
import { bufferBytes, namesBuffer, readTx } from './buffers.ts';
import { deliverResponse } from './deliver.ts';
import { RX } from './endpoints.ts';
import { borrowerWithId } from './find-borrower.ts';
import { handOver } from './hand-over.ts';
import type { Manager } from './manager.ts';
import { STAGE, WHOLE } from './transactions.ts';

/**
 * FFA_MEM_RETRIEVE_REQ: w1 and w2 length of the request in TX. Answers FFA_MEM_RETRIEVE_RESP with the first fragment of the
 * response in RX.
 *
 * Bit 2 of the flags, which asks for the memory to be cleared after the relinquish, is judged and not kept: the flags of the relinquish
 * replace it (conformance 5.12, ffa-hafnium 2.6 and 6.4).
 */
export function retrieveRequest(m: Manager, frame: Frame): void {
  if (!copyRequest(m, frame)) return;
  const d = m.descriptor;
  if (listsNobody(d)) {
    showHypervisor(m, frame, d);
    return;
  }
  if (!checkRequest(d, m.limits, m.verdict)) return;
  const retriever = retrieverIn(m, d);
  const borrower = findBorrower(m, d, retriever);
  if (borrower === 0) return;
  const transaction = m.ledger.borrowers.transaction[borrower];
  m.sent.describe(m, transaction);
  if (!checkAgainstSent(d, m.sent, m.verdict)) return;
  const own = checkReceivers(m, d, transaction, retriever);
  if (own < 0 || !checkOwn(m, d, own, transaction, borrower)) return;
  handOver(m, frame, d, own, transaction, borrower);
}

/** Checks registers and buffers, and copies the request out of TX. */
function copyRequest(m: Manager, frame: Frame): boolean {
  const { verdict } = m;
  const total = w(frame, 1);
  const length = w(frame, 2);
  const room = bufferBytes(m, m.caller.slot);
  if (namesBuffer(frame) && verdict.refuseRegister(rules.dynamicBuffer, 3)) return false;
  if (w(frame, 4) !== 0 && verdict.refuseRegister(rules.dynamicBuffer, 4)) return false;
  if (length !== total && verdict.refuseRegister(rules.fragmented, 2)) return false;
  if (room === 0 && verdict.refuse(rules.noTx)) return false;
  if (length > room && verdict.refuseRegister(rules.exceedsTx, 2)) return false;
  if (!readTx(m, m.caller.slot, length) && verdict.refuse(rules.txInaccessible)) return false;
  if (m.endpoints.rx[m.caller.slot] !== RX.EMPTY && verdict.refuse(rules.rxBusy)) return false;
  m.descriptor.begin(m.inbox, length, total, m.caller.version);
  return true;
}

/** Whether the request is a header that lists no receiver: the form in which a hypervisor looks at a transaction. */
function listsNobody(d: Descriptor): boolean {
  if (d.length < d.header.size) return false;
  d.readHeader();
  return d.accessCount === 0;
}

function showHypervisor(m: Manager, frame: Frame, d: Descriptor): void {
  const { verdict, transactions: t } = m;
  if (!m.caller.hypervisor && verdict.refuseField(rules.hypervisorOnly, 0, d.header.fields.accessCount))
    return;
  if (!checkHypervisorRequest(d, verdict)) return;
  const transaction = t.find(d.handleLow, d.handleHigh);
  const known = transaction !== 0 && t.stage[transaction] !== STAGE.HANDED_OVER;
  if (!known && verdict.refuseField(rules.unknownHandle, 0, d.header.fields.handle)) return;
  if (
    t.stage[transaction] === STAGE.UNFINISHED &&
    verdict.refuseField(rules.unfinished, 0, d.header.fields.handle)
  )
    return;
  if (!deliverResponse(m, frame, transaction, WHOLE)) verdict.refuse(rules.rxInaccessible);
}

/** Who retrieves: the caller, or the first living VM that the hypervisor lists. */
function retrieverIn(m: Manager, d: Descriptor): number {
  if (m.caller.hypervisor)
    for (let index = 0; index < d.accessCount; index++)
      if (!isSecureId(d.endpoint(index)) && m.caller.exists(d.endpoint(index))) return d.endpoint(index);
  return m.caller.id;
}

/** The borrower that the retriever is in the transaction of the handle; 0 after a refusal. */
function findBorrower(m: Manager, d: Descriptor, retriever: number): number {
  const { transactions: t, verdict } = m;
  const transaction = t.find(d.handleLow, d.handleHigh);
  if (transaction === 0 || t.stage[transaction] === STAGE.HANDED_OVER) {
    verdict.refuseField(rules.unknownHandle, 0, d.header.fields.handle);
    return 0;
  }
  const borrower = borrowerWithId(m, transaction, retriever);
  if (borrower === 0) verdict.refuse(rules.notReceiver);
  else if (t.stage[transaction] === STAGE.UNFINISHED)
    verdict.refuseField(rules.unfinished, 0, d.header.fields.handle);
  else if (!(t.orphaned[transaction] === 1 && verdict.refuse(rules.ownerGone))) return borrower;
  return 0;
}
