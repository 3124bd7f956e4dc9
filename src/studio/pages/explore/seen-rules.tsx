import type { JSX } from 'preact';
import type { Coverage } from '../../model/explore/coverage.ts';
import { TallyTable } from './tally-table.tsx';

/** The rules that refused something. A world has few of all: those that it cannot meet are no lack. */
export function SeenRules({ coverage: { cells } }: { readonly coverage: Coverage }): JSX.Element {
  const seen = cells.filter(({ times }) => times > 0).toSorted((left, right) => right.times - left.times);
  return (
    <section aria-labelledby="rules-title">
      <h2 id="rules-title">{seen.length} rules seen</h2>
      <TallyTable label="Rules that refused something, the most frequent first" of="Rule" cells={seen} />
    </section>
  );
}
