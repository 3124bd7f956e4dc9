import { PARTS } from '../model/model.ts';
import type { BatchResult, Found } from './batch.ts';

/** What a campaign has shown, whoever took part in it. */
export interface Report {
  readonly walks: number;
  readonly calls: number;
  readonly found: readonly Found[];
  /** Parts of the executable specification: how many there are, and which were not met. Undefined where it was left aside. */
  readonly specification: { readonly parts: number; readonly notMet: readonly string[] } | undefined;
}

/** Puts results together, in the order of their walks. */
export function reportOf(results: readonly BatchResult[], model: boolean): Report {
  const sorted = [...results].sort((left, right) => left.batch - right.batch);
  const met = new Set(sorted.flatMap((result) => Object.keys(result.met)));
  return {
    walks: sorted.reduce((sum, { walks }) => sum + walks, 0),
    calls: sorted.reduce((sum, { calls }) => sum + calls, 0),
    found: sorted.flatMap(({ found }) => found),
    specification: model
      ? { parts: PARTS.length, notMet: PARTS.filter((part) => !met.has(part)) }
      : undefined,
  };
}
