import type { Rule } from '../../rules/rule.ts';
import type { FactKind, Owner } from './fact.ts';

/** How a line of a known program is recognised, and what it yields: a row of a table. */
export interface Recogniser {
  readonly owner: Owner;
  readonly kind: FactKind;
  /** Where the behaviour that is logged is described, as in docs/sources.md. */
  readonly source: string;
  /** What every such line has in it. */
  readonly has: string;
  /** What it is about, as a noun; absent where the rule says it. */
  readonly text?: string;
  /** What it says beside: each named group is a field. No repetition is without bound. */
  readonly fields?: readonly RegExp[];
  /** The function that is answered or spoken of. */
  readonly function?: string;
  /** What a field means, unless it has this value: a clause. */
  readonly remarks?: readonly { readonly field: string; readonly unless: string; readonly meaning: string }[];
  /** The rule that is broken; where several are possible, the likeliest first. The status of the first is the answer. */
  readonly rules?: readonly Rule[];
  /** Rules that are usually broken where the line does not tell the status, the likeliest first. */
  readonly usual?: readonly Rule[];
}

/** Makes rows for the sentences that an owner writes before it refuses. */
export function refusalsOf(
  owner: Owner,
): (source: string, has: string, rules: Rule | readonly Rule[], fields?: readonly RegExp[]) => Recogniser {
  return (source, has, rules, fields = []) => {
    const list = 'id' in rules ? [rules] : rules;
    return { owner, kind: 'refusal', source, has, rules: list, fields };
  };
}
