import type { Field } from '../../abi/fields.ts';
import { FirstHeard } from '../../rules/judge.ts';
import type { RmRule } from '../rules/rule.ts';

/** What became of the last message: the broken rule and its place, if it was refused. */
export class RmVerdict extends FirstHeard<RmRule> {
  /** Refuses where there is nothing to go on with, so that a handler can say `return verdict.fail(...)`. Without bytes the state is against it. */
  fail(rule: RmRule, offset?: number, length = 0): false {
    if (offset === undefined) this.refuse(rule);
    else this.refuseBytes(rule, offset, length);
    return false;
  }

  /** The same for a field of the structure at `base`. */
  failField(rule: RmRule, base: number, field: Field): false {
    return this.fail(rule, base + field.offset, field.width);
  }
}
