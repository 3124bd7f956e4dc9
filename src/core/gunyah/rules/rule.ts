import type { Rule } from '../../rules/rule.ts';
import type { RmErrorName } from '../wire/errors.ts';

/** A reason for which the resource manager refuses a message. */
export interface RmRule extends Omit<Rule, 'status' | 'optional'> {
  /** What the sender gets to see. */
  readonly error: RmErrorName;
}
