import { errorStatus, type Frame, isError, succeed, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { STATUS } from '../abi/statuses.ts';
import { mediator as rules } from '../rules/mediator.ts';
import { reclaim as reclaimRules } from '../rules/return.ts';
import { reclaim as ownReclaim } from '../spmc/reclaim.ts';
import { STAGE } from '../spmc/transactions.ts';
import { agreed } from './agreement.ts';
import { look } from './look.ts';
import type { Mediation } from './mediation.ts';
import { abandon, endForwarded, ownForwarded } from './send.ts';

const FFA_MEM_RECLAIM: number = functionId('FFA_MEM_RECLAIM');

/** FFA_MEM_RECLAIM: w1, w2 handle, w3 flags, which the manager behind is given as they are. */
export function memReclaim(m: Mediation, frame: Frame): void {
  const transaction = ownForwarded(m, frame);
  if (transaction === 0) ownReclaim(m, frame);
  else if (m.transactions.stage[transaction] === STAGE.UNFINISHED) {
    abandon(m, transaction);
    m.verdict.refuse(reclaimRules.unfinished);
  } else {
    const refused = m.traits.looksBeforeReclaim === undefined ? undefined : look(m, transaction);
    if (m.verdict.rule !== null) return;
    const answer = refused ?? askBack(m, transaction, w(frame, 3));
    if (agreed(m, frame, answer)) {
      if (takeBack(m, transaction)) succeed(frame);
      else m.verdict.refuse(rules.managerAnswer);
    } else if (isGone(m, transaction, answer)) endForwarded(m, transaction);
  }
}

/** Asks the manager behind for the memory of a transaction. */
export function askBack(m: Mediation, transaction: number, flags: number): Frame {
  const { handleLow, handleHigh } = m.forwarded;
  return m.ask(FFA_MEM_RECLAIM, handleLow[transaction], handleHigh[transaction], flags);
}

/** The manager behind says that it has given the memory back. False when it has not. */
export function takeBack(m: Mediation, transaction: number): boolean {
  if (m.ledger.isCovered(transaction)) return false;
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
