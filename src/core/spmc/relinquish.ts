import { FLAG_TIME_SLICE, FLAG_ZERO } from '../abi/bits.ts';
import { type Frame, succeed } from '../abi/frame.ts';
import { RELINQUISH, RELINQUISH_ENDPOINT_SIZE } from '../abi/layouts.ts';
import { OPERATION } from '../abi/operations.ts';
import { firstUnreachable } from '../memory/clear.ts';
import { WRITE } from '../memory/page-word.ts';
import { relinquish as rules } from '../rules/return.ts';
import { bufferBytes, readTx } from './buffers.ts';
import { awaitsClearing, canClear, clearPages } from './clear.ts';
import { borrowerWithId } from './find-borrower.ts';
import { endTransaction } from './lifetime.ts';
import type { Manager } from './manager.ts';
import { STAGE } from './transactions.ts';

/** FFA_MEM_RELINQUISH: the descriptor in TX names the transaction and the one endpoint that leaves it. */
export function relinquish(m: Manager, frame: Frame): void {
  const { transactions: t, ledger, verdict, inbox } = m;
  if (bufferBytes(m, m.caller.slot) === 0 && verdict.refuse(rules.noTx)) return;
  if (
    !readTx(m, m.caller.slot, RELINQUISH.size + RELINQUISH_ENDPOINT_SIZE) &&
    verdict.refuse(rules.txInaccessible)
  )
    return;
  const flags = inbox[2];
  const endpoint = inbox[4] & 0xffff;
  if (inbox[3] !== 1 && verdict.refuseField(rules.endpointCount, 0, RELINQUISH.fields.endpointCount)) return;
  if (!m.caller.actsFor(endpoint)) {
    verdict.refuseBytes(rules.endpoint, RELINQUISH.size, RELINQUISH_ENDPOINT_SIZE);
    return;
  }
  if (flags !== 0 && verdict.refuseField(rules.flagsNone, 0, RELINQUISH.fields.flags)) return;
  const reserved = (flags & ~(FLAG_ZERO | FLAG_TIME_SLICE)) !== 0;
  if (reserved && verdict.refuseField(rules.flagsReserved, 0, RELINQUISH.fields.flags)) return;
  const transaction = t.find(inbox[0], inbox[1]);
  // Row 0 stands for no transaction, which never lives, and for no borrower, which holds nothing.
  if (t.stage[transaction] !== STAGE.LIVE) {
    verdict.refuseField(rules.unknownHandle, 0, RELINQUISH.fields.handle);
    return;
  }
  const borrower = borrowerWithId(m, transaction, endpoint);
  if (ledger.borrowers.holds[borrower] === 0) {
    verdict.refuse(rules.notRetrieved);
    return;
  }
  const clear = (flags & FLAG_ZERO) !== 0;
  const shared = t.operation[transaction] === OPERATION.SHARE;
  if (clear && shared && verdict.refuseField(rules.zeroOnShare, 0, RELINQUISH.fields.flags)) return;
  const readOnly = (ledger.borrowers.rights[borrower] & WRITE) === 0;
  if (clear && readOnly && verdict.refuseField(rules.zeroReadOnly, 0, RELINQUISH.fields.flags)) return;
  const last = ledger.transactions.holders[transaction] === 1 && ledger.borrowers.holds[borrower] === 1;
  if (clear && last && !canClear(m, transaction, rules.memoryInaccessible)) return;
  dropHold(m, transaction, borrower, clear);
  succeed(frame);
}

/**
 * Takes one hold of a borrower away. Memory that one of the borrowers wanted cleared is cleared when the last of them has left, not
 * under the others, or as soon after that as it can be accessed: nobody gets it before. An owner that is gone gets nothing back any
 * more, so the transaction ends with its last borrower.
 */
export function dropHold(m: Manager, transaction: number, borrower: number, clear: boolean): void {
  const { transactions: t, ledger } = m;
  ledger.drop(borrower);
  if (clear) t.clearLater[transaction] = 1;
  if (ledger.transactions.holders[transaction] !== 0) return;
  if (awaitsClearing(m, transaction) && firstUnreachable(ledger, transaction, m.memory) < 0)
    clearPages(m, transaction);
  if (t.orphaned[transaction] === 1) endTransaction(m, transaction);
}
