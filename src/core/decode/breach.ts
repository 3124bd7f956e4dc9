import type { AnnotatedField } from '../abi/annotation.ts';
import type { AnyRule } from '../rules/rule.ts';

/** A rule that the bytes break. */
export interface Breach {
  readonly rule: AnyRule;
  /** What a manager answers; "dropped" where there is no answer. */
  readonly status: string;
  /** Bytes from the start of the input. */
  readonly offset: number;
  readonly length: number;
  /** What stands there, as a clause. */
  readonly found: string;
}

interface Range {
  readonly offset: number;
  readonly length: number;
}

/** A constituent has three fields. */
const MOST_VALUES = 3;

/** A broken rule with what stands at its place: the values of the fields there, and what else a check has to say. */
export function breachOf(
  rule: AnyRule,
  status: string,
  { offset, length }: Range,
  fields: readonly AnnotatedField[],
  detail?: string,
): Breach {
  const values = fields
    .filter((field) => meet(field, { offset, length }))
    .map(({ path, value }) => `${path} = ${value}`);
  const shown = values.length > MOST_VALUES ? [...values.slice(0, MOST_VALUES), '...'] : values;
  const what = shown.length === 0 ? 'there are no bytes' : shown.join(', ');
  const found = detail === undefined ? what : `${what}; ${detail}`;
  return { rule, status, offset, length, found };
}

/** Whether two ranges have a byte in common. */
export function meet(a: Range, b: Range): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}
