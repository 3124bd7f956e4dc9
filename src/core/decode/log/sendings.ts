import { IN_TX } from '../carried-kind.ts';
import type { KindName } from '../kind.ts';
import type { Fact } from './fact.ts';

/** A call in a log that sends bytes out of TX. */
export interface Sending {
  readonly line: number;
  readonly kind: KindName;
}

/** The calls of a log by the number of bytes that they send. */
export class Sendings {
  readonly #byLength = new Map<number, Sending[]>();

  /** Facts are in the order of their lines. */
  constructor(facts: readonly Fact[]) {
    for (const { kind, line, function: name = '', fields } of facts) {
      const sent = kind === 'call' ? IN_TX[name.replace(/_(?:32|64)$/, '')] : undefined;
      const length = fields.find((field) => field.name === 'fragment length')?.value;
      if (sent === undefined || length === undefined) continue;
      const alike = this.#byLength.get(Number(length)) ?? [];
      alike.push({ line, kind: sent });
      this.#byLength.set(Number(length), alike);
    }
  }

  /** The call nearest to a line that sends so many bytes. */
  nearest(length: number, line: number): Sending | undefined {
    const alike = this.#byLength.get(length) ?? [];
    let [from, to] = [0, alike.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (alike[middle].line < line) from = middle + 1;
      else to = middle;
    }
    const [before, after] = [alike[from - 1], alike[from]];
    if (before === undefined || after === undefined) return before ?? after;
    return line - before.line <= after.line - line ? before : after;
  }
}
