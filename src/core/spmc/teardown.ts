import type { Frame } from '../abi/frame.ts';
import { stop, stopEverybody } from './lifecycle.ts';
import { abandonDeliveries, endTransaction } from './lifetime.ts';
import { unmapBuffers } from './mailbox.ts';
import type { Manager } from './manager.ts';
import { abortContext, markAborted } from './processor.ts';
import { dropHold } from './relinquish.ts';
import { STAGE } from './transactions.ts';

/**
 * Takes an endpoint out of the system: it aborted. What it borrowed goes back without being cleared; what it sent is reclaimed on its
 * behalf, at once or, where borrowers still have it, when the last of them leaves; its buffers are unmapped. What becomes of it then, its
 * manifest says.
 *
 * Whoever waited for the context that held the processor goes on with FFA_ERROR(ABORTED) in `frame`. Returns that context, 0 for none.
 * Where several contexts of the endpoint hold processors, each is aborted by name, one call and one frame each; all but the first
 * call find everything else done.
 *
 * Source: ffa-hafnium 1.12, 3.11.
 */
export function tearDown(m: Manager, slot: number, context: number, frame: Frame): number {
  stop(m, slot);
  giveBackBorrowed(m, slot);
  takeBackSent(m, slot);
  unmapBuffers(m, slot);
  m.notifications.clear(slot);
  // Also of responses that the hypervisor was fetching for an endpoint without buffers of its own.
  abandonDeliveries(m, slot);
  const next = abortContexts(m, slot, context, frame);
  if (m.endpoints.spec(slot).onAbort !== 'propagate') return next;
  stopEverybody(m);
  return 0;
}

/** Ends all contexts of an endpoint, that of the call first. Returns the one that goes on with the frame. */
function abortContexts(m: Manager, slot: number, context: number, frame: Frame): number {
  let next = abortContext(m, context, frame);
  const { contexts } = m.endpoints.spec(slot);
  for (let vcpu = 0; vcpu < contexts; vcpu++) {
    const other = m.contexts.of(slot, vcpu);
    if (other === context) continue;
    // There is one frame: whoever waits for another context hears of it when that context is aborted by name.
    if (next === 0) next = abortContext(m, other, frame);
    else markAborted(m, other);
  }
  return next;
}

/** What others lent an endpoint is theirs again, uncleared. */
export function giveBackBorrowed(m: Manager, slot: number): void {
  const { transactions: t, ledger } = m;
  const party = m.endpoints.party[slot];
  for (let transaction = 1; transaction <= t.slots.used; transaction++) {
    if (t.stage[transaction] !== STAGE.LIVE) continue;
    // Row 0 stands for no borrower, and holds nothing.
    const borrower = ledger.borrowerOf(transaction, party);
    for (let holds = ledger.borrowers.holds[borrower]; holds > 0; holds--)
      dropHold(m, transaction, borrower, false);
  }
}

function takeBackSent(m: Manager, slot: number): void {
  for (const transaction of sentBy(m, slot)) endWithLastBorrower(m, transaction);
}

/** What an endpoint has sent and not given away. */
export function sentBy(m: Manager, slot: number): readonly number[] {
  const { transactions: t } = m;
  const found: number[] = [];
  for (let transaction = 1; transaction <= t.slots.used; transaction++) {
    const counts = t.stage[transaction] !== STAGE.FREE && t.stage[transaction] !== STAGE.HANDED_OVER;
    if (counts && t.sender[transaction] === slot) found.push(transaction);
  }
  return found;
}

/** Ends what an endpoint that is gone had sent: at once, or when the last of those that have it leaves. */
export function endWithLastBorrower(m: Manager, transaction: number): void {
  if (m.ledger.transactions.holders[transaction] === 0) endTransaction(m, transaction);
  else m.transactions.orphaned[transaction] = 1;
}
