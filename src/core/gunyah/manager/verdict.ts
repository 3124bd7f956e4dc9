import type { Field } from '../../abi/fields.ts';
import type { RmRule } from '../rules/rule.ts';

/** What became of the last message: the broken rule and its place, if it was refused. */
export class RmVerdict {
  rule: RmRule | undefined;
  /** Bytes of the payload; a length of 0 says that the state of things is against the message. */
  offset = 0;
  length = 0;
  /** For rules about pages: the physical page, and the ledger's transaction that holds it (0 for none). */
  page = -1;
  holder = 0;

  clear(): void {
    this.rule = undefined;
    this.page = -1;
    this.holder = 0;
  }

  /** Notes the rule. Always false, so that a check can say `return verdict.refuse(...)`. */
  refuse(rule: RmRule, offset = 0, length = 0): false {
    this.rule = rule;
    this.offset = offset;
    this.length = length;
    return false;
  }

  /** The rule is broken by a field of the structure at `base`. */
  refuseField(rule: RmRule, base: number, field: Field): false {
    return this.refuse(rule, base + field.offset, field.width);
  }
}
