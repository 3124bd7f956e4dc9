import {
  DATA_MASK,
  DATA_RO,
  DATA_RW,
  FLAG_BYPASS_MULTI_BORROWER,
  FLAG_ZERO,
  FLAG_ZERO_AFTER_RELINQUISH,
  INSTRUCTION_MASK,
  INSTRUCTION_NX,
  INSTRUCTION_X,
  TYPE_DEVICE,
  TYPE_MASK,
  TYPE_NORMAL,
} from '../abi/bits.ts';
import { type Frame, w } from '../abi/frame.ts';
import { ACCESS_32, CONSTITUENT } from '../abi/layouts.ts';
import { isSecureId, OPERATION } from '../abi/operations.ts';
import { EXECUTE, isDevice, isSecure, READ, rightsOf, WRITE } from '../memory/page-word.ts';
import {
  checkAgainstSent,
  checkAsked,
  checkHypervisorRequest,
  checkRequest,
  isNeverExecutable,
} from '../rules/check-request.ts';
import type { Descriptor } from '../rules/descriptor.ts';
import { retrieve as rules } from '../rules/retrieve.ts';
import { bufferBytes, namesBuffer, readTx } from './buffers.ts';
import { awaitsClearing, canClear, clearPages } from './clear.ts';
import { deliverResponse } from './deliver.ts';
import { RX } from './endpoints.ts';
import { endTransaction, passCharge } from './lifetime.ts';
import type { Manager } from './manager.ts';
import { countConstituents, headSize } from './response.ts';
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
  hand(m, frame, d, own, transaction, borrower);
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

/** The borrower of a transaction that an endpoint id stands for; 0 when it is no receiver. */
export function borrowerWithId(m: Manager, transaction: number, endpoint: number): number {
  let borrower = m.ledger.transactions.firstBorrower[transaction];
  while (borrower !== 0 && m.receivers.endpoint[borrower] !== endpoint)
    borrower = m.ledger.borrowers.next[borrower];
  return borrower;
}

/** Judges every access descriptor against the sender's. Returns the index of the retriever's own, -1 after a refusal. */
function checkReceivers(m: Manager, d: Descriptor, transaction: number, retriever: number): number {
  const { receivers: r, verdict } = m;
  const bypass = (d.flags & FLAG_BYPASS_MULTI_BORROWER) !== 0;
  let own = -1;
  // A request that lists receivers as the send did finds each behind the one before, and repeats none.
  let next = m.ledger.transactions.firstBorrower[transaction];
  let inOrder = true;
  for (let index = 0; index < d.accessCount; index++) {
    const id = d.endpoint(index);
    if (id === retriever && own < 0) own = index;
    if (bypass && index !== own) continue;
    inOrder &&= next !== 0 && r.endpoint[next] === id;
    const borrower = inOrder ? next : borrowerWithId(m, transaction, id);
    next = m.ledger.borrowers.next[next];
    const unlisted = borrower === 0 || (!inOrder && isRepeated(d, index));
    if (unlisted && verdict.refuseField(rules.receiverUnlisted, d.accessAt(index), d.access.fields.endpoint))
      return -1;
    if (borrower === 0) continue;
    if (!checkAsked(d, index, m.sent, effectivePermissions(m, transaction, borrower), verdict)) return -1;
    if (d.accessSize !== ACCESS_32.size || r.hasImpdef[borrower] === 0) continue;
    for (let half = 0; half < 4; half++)
      if (d.impdef(index, half) !== r.impdef[borrower * 4 + half]) {
        if (
          verdict.refuseField(
            rules.impdef,
            d.accessAt(index),
            ACCESS_32.fields[half < 2 ? 'impdef0' : 'impdef1'],
          )
        )
          return -1;
        break;
      }
  }
  if (own < 0) verdict.refuseField(rules.callerMissing, 0, d.header.fields.accessCount);
  return own;
}

function isRepeated(d: Descriptor, index: number): boolean {
  for (let other = 0; other < index; other++) if (d.endpoint(other) === d.endpoint(index)) return true;
  return false;
}

/** What the sender lets a receiver ask for. A donation says nothing: the sender's own rights go over. */
function effectivePermissions(m: Manager, transaction: number, borrower: number): number {
  if (m.transactions.operation[transaction] !== OPERATION.DONATE) return m.receivers.permissions[borrower];
  return (rightsOf(m.ledger.classOf(transaction)) & WRITE) !== 0 ? DATA_RW : DATA_RO;
}

/** Judges what the retriever asks for against what the memory is. */
function checkOwn(m: Manager, d: Descriptor, own: number, transaction: number, borrower: number): boolean {
  const { verdict, ledger } = m;
  const word = ledger.classOf(transaction);
  const type = d.attributes & TYPE_MASK;
  const execute = (d.permissions(own) & INSTRUCTION_MASK) === INSTRUCTION_X;
  const device = isDevice(word) || type === TYPE_DEVICE;
  if (
    execute &&
    device &&
    verdict.refuseField(rules.executeDevice, d.accessAt(own), d.access.fields.permissions)
  )
    return false;
  const foreignCode = !isSecure(word) && isSecureId(d.endpoint(own));
  if (
    execute &&
    foreignCode &&
    verdict.refuseField(rules.executeNonSecure, d.accessAt(own), d.access.fields.permissions)
  )
    return false;
  const noExecute = (rightsOf(word) & EXECUTE) === 0;
  if (
    execute &&
    noExecute &&
    verdict.refuseField(rules.executeExceedsOwner, d.accessAt(own), d.access.fields.permissions)
  )
    return false;
  const readOnly = (effectivePermissions(m, transaction, borrower) & DATA_MASK) === DATA_RO;
  const asksReadOnly = readOnly || (d.permissions(own) & DATA_MASK) === DATA_RO;
  const clears = (d.flags & (FLAG_ZERO | FLAG_ZERO_AFTER_RELINQUISH)) !== 0;
  if (clears && asksReadOnly && verdict.refuseField(rules.zeroReadOnly, 0, d.header.fields.flags))
    return false;
  const sentAsDevice = (m.transactions.attributes[transaction] & TYPE_MASK) === TYPE_DEVICE;
  const overDevice = type === TYPE_NORMAL && (isDevice(word) || sentAsDevice);
  if (overDevice && verdict.refuseField(rules.normalOverDevice, 0, d.header.fields.attributes)) return false;
  const holds = ledger.borrowers.holds[borrower];
  const zeroAgain = holds !== 0 && (d.flags & FLAG_ZERO) !== 0;
  if (zeroAgain && verdict.refuseField(rules.zeroAgain, 0, d.header.fields.flags)) return false;
  if (holds >= m.limits.retrievals && verdict.refuse(rules.limit)) return false;
  return !awaitsClearing(m, transaction) || canClear(m, transaction, rules.memoryInaccessible);
}

/** Delivers the response and, once it is delivered, gives the memory. A response that cannot be delivered leaves nothing behind. */
function hand(
  m: Manager,
  frame: Frame,
  d: Descriptor,
  own: number,
  transaction: number,
  borrower: number,
): void {
  const { ledger, receivers: r, transactions: t, verdict } = m;
  if (!ledger.place(borrower)) {
    verdict.refuse(rules.noPlace);
    return;
  }
  if (exceedsQuota(m, transaction, borrower) && verdict.refuse(rules.donationQuota)) {
    ledger.unplace(borrower);
    return;
  }
  const before = r.granted[borrower];
  if (ledger.borrowers.holds[borrower] === 0)
    r.granted[borrower] = grantedTo(m, d, own, transaction, borrower);
  if (!deliverResponse(m, frame, transaction, borrower)) {
    r.granted[borrower] = before;
    ledger.unplace(borrower);
    verdict.refuse(rules.rxInaccessible);
    return;
  }
  const rights =
    READ |
    ((r.granted[borrower] & DATA_MASK) === DATA_RW ? WRITE : 0) |
    ((r.granted[borrower] & INSTRUCTION_MASK) === INSTRUCTION_X ? EXECUTE : 0);
  if (t.operation[transaction] !== OPERATION.DONATE) {
    if (awaitsClearing(m, transaction)) clearPages(m, transaction);
    ledger.take(borrower, rights);
    return;
  }
  ledger.transfer(borrower, rights);
  if (r.delivered[borrower] === r.constituents[borrower]) {
    endTransaction(m, transaction);
    return;
  }
  t.stage[transaction] = STAGE.HANDED_OVER;
  passCharge(m, transaction, m.endpoints.slotOf(r.endpoint[borrower]));
}

/** Whether a donation has to be fetched in several fragments, and its receiver cannot be charged for it as long as that lasts. */
function exceedsQuota(m: Manager, transaction: number, borrower: number): boolean {
  const { transactions: t, endpoints: e, limits } = m;
  if (t.operation[transaction] !== OPERATION.DONATE) return false;
  const count = countConstituents(m, transaction, borrower);
  const length = headSize(m.caller.version, 1) + count * CONSTITUENT.size;
  if (length <= bufferBytes(m, m.caller.slot)) return false;
  const receiver = e.slotOf(m.receivers.endpoint[borrower]);
  const constituents = e.constituents[receiver] + t.constituents[transaction];
  return e.sent[receiver] >= limits.transactionsPerEndpoint || constituents > limits.constituentsPerEndpoint;
}

/** The permissions that a receiver gets: what it asks for, or what it was sent where it asks for nothing. */
function grantedTo(m: Manager, d: Descriptor, own: number, transaction: number, borrower: number): number {
  const asked = d.permissions(own);
  const sent = effectivePermissions(m, transaction, borrower) & DATA_MASK;
  const data = (asked & DATA_MASK) === DATA_RO ? DATA_RO : sent;
  return data | (isNeverExecutable(m.sent) ? INSTRUCTION_NX : asked & INSTRUCTION_MASK);
}
