import type { Field } from '../abi/fields.ts';
import { STATUS } from '../abi/statuses.ts';
import type { Policy } from './profile.ts';
import type { AnyRule, Rule } from './rule.ts';

/** Where a rule was broken. */
export const PLACE = {
  /** Nowhere in particular: the state of things is against the call. */
  STATE: 0,
  /** In the descriptor the caller sent: `offset` and `length` in bytes from its start. */
  BYTES: 1,
  /** In an argument register: `offset` is its number. */
  REGISTER: 2,
} as const;

/**
 * Hears of every broken rule. Checks are written as
 *
 * ```
 * if (count === 0 && judge.refuseField(send.receiverCountZero, 0, header.accessCount)) return false;
 * ```
 *
 * so that a judge decides whether the first broken rule ends the call, whether a profile lets it pass, or whether all are collected.
 */
export abstract class Judge<Known extends AnyRule = Rule> {
  /** Whether the check that found the rule broken has to stop. */
  protected abstract hear(rule: Known, place: number, offset: number, length: number): boolean;

  /** The rule is broken by the state of things rather than by a value the caller sent. */
  refuse(rule: Known): boolean {
    return this.hear(rule, PLACE.STATE, 0, 0);
  }

  /** The rule is broken by bytes of the descriptor. */
  refuseBytes(rule: Known, offset: number, length: number): boolean {
    return this.hear(rule, PLACE.BYTES, offset, length);
  }

  /** The rule is broken by a field of a structure that starts at byte `base`. */
  refuseField(rule: Known, base: number, field: Field): boolean {
    return this.hear(rule, PLACE.BYTES, base + field.offset, field.width);
  }

  /** The rule is broken by an argument register. */
  refuseRegister(rule: Known, register: number): boolean {
    return this.hear(rule, PLACE.REGISTER, register, 1);
  }
}

/**
 * The judge of any manager: the first broken rule is the answer.
 * Plain fields instead of a result object, because a hostile caller must not be able to make us allocate.
 */
export class FirstHeard<Known extends AnyRule> extends Judge<Known> {
  /** The broken rule; null while none is. */
  rule: Known | null = null;
  place = 0;
  offset = 0;
  length = 0;
  /** For rules about pages: the physical page, and the ledger's transaction that holds it (0 for none). */
  page = -1;
  holder = 0;

  /** Forgets the last verdict. */
  clear(): void {
    this.rule = null;
    this.page = -1;
    this.holder = 0;
  }

  protected hear(rule: Known, place: number, offset: number, length: number): boolean {
    this.rule = rule;
    this.place = place;
    this.offset = offset;
    this.length = length;
    return true;
  }
}

/** The judge of a partition manager: only rules that its policy knows are heard. */
export class FirstBroken extends FirstHeard<Rule> {
  /** Whose rules they are: the policy for the caller of the call in progress. */
  policy: Policy;

  constructor(policy: Policy) {
    super();
    this.policy = policy;
  }

  /** The status that the broken rule yields under the policy. */
  get status(): number {
    return this.rule === null ? 0 : STATUS[this.policy.statusOf(this.rule)];
  }

  protected override hear(rule: Rule, place: number, offset: number, length: number): boolean {
    return this.policy.enforces(rule) && super.hear(rule, place, offset, length);
  }
}

/** One broken rule and its place. */
export interface Broken<Known extends AnyRule = Rule> {
  readonly rule: Known;
  readonly place: number;
  readonly offset: number;
  readonly length: number;
}

/** A judge that hears everything: structural rules end a check, all others are noted and passed over. */
export class EveryBroken<Known extends AnyRule = Rule> extends Judge<Known> {
  readonly broken: Broken<Known>[] = [];
  /** Rules and places that are noted already, as text. */
  private readonly noted: Set<string> = new Set();

  protected hear(rule: Known, place: number, offset: number, length: number): boolean {
    const key = `${rule.id} ${offset}`;
    if (!this.noted.has(key)) this.broken.push({ rule, place, offset, length });
    this.noted.add(key);
    return rule.structural === true;
  }
}
