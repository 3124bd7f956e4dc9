import {
  DATA_MASK,
  DATA_RO,
  DATA_RW,
  FLAG_BYPASS_MULTI_BORROWER,
  FLAG_ZERO,
  FLAG_ZERO_AFTER_RELINQUISH,
  INSTRUCTION_MASK,
  INSTRUCTION_X,
  TYPE_DEVICE,
  TYPE_MASK,
  TYPE_NORMAL,
} from '../abi/bits.ts';
import { ACCESS_32 } from '../abi/layouts.ts';
import { isSecureId, OPERATION } from '../abi/operations.ts';
import { EXECUTE, isDevice, isSecure, rightsOf, WRITE } from '../memory/page-word.ts';
import { checkAsked } from '../rules/check-request.ts';
import type { Descriptor } from '../rules/descriptor.ts';
import { retrieve as rules } from '../rules/retrieve.ts';
import { awaitsClearing, canClear } from './clear.ts';
import { borrowerWithId } from './find-borrower.ts';
import type { Manager } from './manager.ts';

/** Judges every access descriptor against the sender's. Returns the index of the retriever's own, -1 after a refusal. */
export function checkReceivers(m: Manager, d: Descriptor, transaction: number, retriever: number): number {
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
    inOrder &&= r.endpoint[next] === id;
    const borrower = inOrder ? next : borrowerWithId(m, transaction, id);
    next = m.ledger.borrowers.next[next];
    const unlisted = borrower === 0 || (!inOrder && d.isRepeated(index));
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

/** Judges what the retriever asks for against what the memory is. */
export function checkOwn(
  m: Manager,
  d: Descriptor,
  own: number,
  transaction: number,
  borrower: number,
): boolean {
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

/** What the sender lets a receiver ask for. A donation says nothing: the sender's own rights go over. */
export function effectivePermissions(m: Manager, transaction: number, borrower: number): number {
  if (m.transactions.operation[transaction] !== OPERATION.DONATE) return m.receivers.permissions[borrower];
  return (rightsOf(m.ledger.classOf(transaction)) & WRITE) !== 0 ? DATA_RW : DATA_RO;
}
