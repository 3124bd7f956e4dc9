import { errorStatus, FFA_SUCCESS_32, type Frame, fail, isError, w } from '../abi/frame.ts';
import { mediator as rules } from '../rules/mediator.ts';
import type { Mediation } from './mediation.ts';

/**
 * Whether the manager behind agreed to a call that was made for a guest. Its refusal becomes the answer to the guest; what is neither
 * agreement nor refusal breaks a rule.
 */
export function agreed(m: Mediation, frame: Frame, answer: Frame): boolean {
  if (w(answer, 0) === FFA_SUCCESS_32) return true;
  passOn(m, frame, answer);
  return false;
}

/** Refuses a guest's call as the manager behind did. */
export function passOn(m: Mediation, frame: Frame, answer: Frame): void {
  const refused = isError(answer) && errorStatus(answer) < 0;
  if (refused) fail(frame, errorStatus(answer));
  else m.verdict.refuse(rules.managerAnswer);
}
