import { DATA_MASK, DATA_RO, DATA_RW, INSTRUCTION_MASK, INSTRUCTION_NX } from '../abi/bits.ts';
import type { Frame } from '../abi/frame.ts';
import { CONSTITUENT } from '../abi/layouts.ts';
import { OPERATION } from '../abi/operations.ts';
import { isNeverExecutable } from '../rules/check-request.ts';
import type { Descriptor } from '../rules/descriptor.ts';
import { retrieve as rules } from '../rules/retrieve.ts';
import { effectivePermissions } from './asked.ts';
import { bufferBytes } from './buffers.ts';
import { awaitsClearing, clearPages } from './clear.ts';
import { deliverResponse } from './deliver.ts';
import { grantedRights } from './granted-rights.ts';
import { endTransaction, passCharge } from './lifetime.ts';
import type { Manager } from './manager.ts';
import { headSize } from './response.ts';
import { countConstituents } from './response-constituents.ts';
import { STAGE } from './transactions.ts';

/** Delivers the response and, once it is delivered, gives the memory. A response that cannot be delivered leaves nothing behind. */
export function handOver(
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
  const rights = grantedRights(r.granted[borrower]);
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
  const sent = effectivePermissions(m, transaction, borrower);
  const readOnly = (asked & DATA_MASK) === DATA_RO || (sent & DATA_MASK) === DATA_RO;
  return (
    (readOnly ? DATA_RO : DATA_RW) | (isNeverExecutable(m.sent) ? INSTRUCTION_NX : asked & INSTRUCTION_MASK)
  );
}
