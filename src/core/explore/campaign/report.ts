import type { BatchResult, Found } from './batch.ts';
import type { Campaign } from './campaign.ts';
import { partsOf } from './parts.ts';
import { type Tally, tallyOf } from './tally.ts';

/** What a campaign has shown, whoever took part in it. */
export interface Report {
  readonly walks: number;
  readonly calls: number;
  readonly found: readonly Found[];
  /** Parts of the executable specification that the machines have: how many, which were not met, and how often the others. Undefined where it was left aside. */
  readonly specification:
    | { readonly parts: number; readonly notMet: readonly string[]; readonly met: Tally }
    | undefined;
  /** How often the manager refused under each rule. */
  readonly rules: Tally;
}

/** Puts results together, in the order of their walks. */
export function reportOf(
  results: readonly BatchResult[],
  { model, machines }: Pick<Campaign, 'model' | 'machines'>,
): Report {
  const parts = partsOf({ machines });
  const sorted = [...results].sort((left, right) => left.batch - right.batch);
  const met = tallyOf(sorted.map((result) => result.met));
  return {
    walks: sorted.reduce((sum, { walks }) => sum + walks, 0),
    calls: sorted.reduce((sum, { calls }) => sum + calls, 0),
    found: sorted.flatMap(({ found }) => found),
    specification: model
      ? { parts: parts.length, notMet: parts.filter((part) => met[part] === undefined), met }
      : undefined,
    rules: tallyOf(sorted.map(({ rules }) => rules)),
  };
}
