import { type Broken, EveryBroken } from '../rules/judge.ts';
import type { AnyRule, Rule } from '../rules/rule.ts';

/** Broken rules that are noted before judging stops: more of them say nothing new. */
const MOST = 256;

/** Says that a structural rule ended a check. */
export const NOT_REACHED =
  'Judging ended at a rule on which all that follows rests: more may be broken there.';

/** Hears every broken rule, and keeps what a check can say about one beyond the bytes in question. */
export class Verdict<Known extends AnyRule = Rule> extends EveryBroken<Known> {
  readonly #details = new Map<string, string>();
  readonly #enforces: (rule: Known) => boolean;

  /** `enforces` says which rules the manager has, in whose name is judged. */
  constructor(enforces: (rule: Known) => boolean = () => true) {
    super();
    this.#enforces = enforces;
  }

  /** Whether there may be more broken rules than were noted. */
  get full(): boolean {
    return this.broken.length >= MOST;
  }

  /** Adds a clause to a rule that is broken at a byte. */
  explain(rule: Known, offset: number, detail: string): void {
    this.#details.set(keyOf(rule, offset), detail);
  }

  detailOf({ rule, offset }: Broken<Known>): string | undefined {
    return this.#details.get(keyOf(rule, offset));
  }

  protected override hear(rule: Known, place: number, offset: number, length: number): boolean {
    return this.full || (this.#enforces(rule) && super.hear(rule, place, offset, length));
  }
}

function keyOf(rule: AnyRule, offset: number): string {
  return `${rule.id}@${offset}`;
}
