import type { Judge } from '../../rules/judge.ts';
import type { AnyRule } from '../../rules/rule.ts';
import type { RmErrorName } from '../wire/errors.ts';

/** A reason for which the resource manager refuses a message. */
export interface RmRule extends AnyRule {
  /** What the sender gets to see. */
  readonly error: RmErrorName;
}

/** Who hears of broken rules of the resource manager: itself, or a tool that wants all of them. */
export type RmJudge = Judge<RmRule>;
