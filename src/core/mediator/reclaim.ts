import { FLAG_ZERO } from '../abi/bits.ts';
import { errorStatus, type Frame, isError, succeed, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { STATUS } from '../abi/statuses.ts';
import { rightsOf, WRITE } from '../memory/page-word.ts';
import { mediator as rules } from '../rules/mediator.ts';
import { reclaim as reclaimRules } from '../rules/return.ts';
import { canClear, clearPages } from '../spmc/clear.ts';
import { reclaim as ownReclaim } from '../spmc/reclaim.ts';
import { STAGE } from '../spmc/transactions.ts';
import { agreed } from './agreement.ts';
import { look } from './look.ts';
import type { Mediation } from './mediation.ts';
import { abandon, endForwarded, ownForwarded } from './send.ts';

const FFA_MEM_RECLAIM: number = functionId('FFA_MEM_RECLAIM');

/** FFA_MEM_RECLAIM: w1, w2 handle, w3 flags, which the manager behind is given as they are, unless we clear the memory ourselves. */
export function memReclaim(m: Mediation, frame: Frame): void {
  const transaction = ownForwarded(m, frame);
  if (transaction === 0) ownReclaim(m, frame);
  else if (m.transactions.stage[transaction] === STAGE.UNFINISHED) {
    abandon(m, transaction);
    m.verdict.refuse(reclaimRules.unfinished);
  } else {
    const refused = m.traits.looksBeforeReclaim === undefined ? undefined : look(m, transaction);
    if (m.verdict.rule !== null) return;
    const clears = m.traits.clearsReclaimed !== undefined && (w(frame, 3) & FLAG_ZERO) !== 0;
    if (clears && !mayClear(m, transaction)) return;
    const answer = refused ?? askBack(m, transaction, clears ? w(frame, 3) & ~FLAG_ZERO : w(frame, 3));
    if (agreed(m, frame, answer)) {
      if (takeBack(m, transaction, clears)) succeed(frame);
      else m.verdict.refuse(rules.managerAnswer);
    } else if (isGone(m, transaction, answer)) endForwarded(m, transaction);
  }
}

/** Whether the owner may have memory cleared that it gets back, and all of it can be reached. */
function mayClear(m: Mediation, transaction: number): boolean {
  const readOnly = (rightsOf(m.ledger.classOf(transaction)) & WRITE) === 0;
  if (readOnly && m.verdict.refuseRegister(reclaimRules.zeroReadOnly, 3)) return false;
  return canClear(m, transaction, reclaimRules.memoryInaccessible);
}

/** Asks the manager behind for the memory of a transaction. */
export function askBack(m: Mediation, transaction: number, flags: number): Frame {
  const { handleLow, handleHigh } = m.forwarded;
  return m.ask(FFA_MEM_RECLAIM, handleLow[transaction], handleHigh[transaction], flags);
}

/** The manager behind says that it has given the memory back, which is cleared now if it is to be. False when it has not. */
export function takeBack(m: Mediation, transaction: number, clears = false): boolean {
  if (m.ledger.isCovered(transaction)) return false;
  if (clears) clearPages(m, transaction);
  endForwarded(m, transaction);
  return true;
}

/**
 * Whether the manager behind has a transaction no more: it knows no such handle, and holds none of its pages. A donation has gone over then; of
 * any other send the pages are the guest's again.
 */
export function isGone(m: Mediation, transaction: number, answer: Frame): boolean {
  const unknown = isError(answer) && errorStatus(answer) === STATUS.INVALID_PARAMETERS;
  return unknown && !m.ledger.isCovered(transaction);
}
