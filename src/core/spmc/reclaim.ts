import { FLAG_TIME_SLICE, FLAG_ZERO } from '../abi/bits.ts';
import { type Frame, succeed, w } from '../abi/frame.ts';
import { rightsOf, WRITE } from '../memory/page-word.ts';
import { reclaim as rules } from '../rules/return.ts';
import { awaitsClearing, canClear, clearPages } from './clear.ts';
import { endTransaction } from './lifetime.ts';
import type { Manager } from './manager.ts';
import { STAGE } from './transactions.ts';

/** FFA_MEM_RECLAIM: w1, w2 handle, w3 flags. The owner has its pages as before the send, and the handle is dead. */
export function reclaim(m: Manager, frame: Frame): void {
  const { transactions: t, ledger, verdict } = m;
  const flags = w(frame, 3);
  const transaction = t.find(w(frame, 1), w(frame, 2));
  if (transaction === 0 || t.stage[transaction] === STAGE.HANDED_OVER) {
    verdict.refuseRegister(rules.unknownHandle, 1);
    return;
  }
  if (!m.caller.actsFor(t.senderId[transaction])) {
    verdict.refuse(rules.notOwner);
    return;
  }
  if (t.stage[transaction] === STAGE.UNFINISHED) {
    endTransaction(m, transaction);
    verdict.refuse(rules.unfinished);
    return;
  }
  if (flags !== 0 && verdict.refuseRegister(rules.flagsNone, 3)) return;
  const reserved = (flags & ~(FLAG_ZERO | FLAG_TIME_SLICE)) !== 0;
  if (reserved && verdict.refuseRegister(rules.flagsReserved, 3)) return;
  if (ledger.transactions.holders[transaction] !== 0) {
    verdict.holder = transaction;
    verdict.refuse(rules.held);
    return;
  }
  const clear = (flags & FLAG_ZERO) !== 0;
  const readOnly = (rightsOf(ledger.classOf(transaction)) & WRITE) === 0;
  if (clear && readOnly && verdict.refuseRegister(rules.zeroReadOnly, 3)) return;
  const clearsNow = clear || awaitsClearing(m, transaction);
  if (clearsNow && !canClear(m, transaction, rules.memoryInaccessible)) return;
  if (clearsNow) clearPages(m, transaction);
  endTransaction(m, transaction);
  succeed(frame);
}
