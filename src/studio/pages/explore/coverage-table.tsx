import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Coverage } from '../../model/explore/coverage.ts';
import { TallyTable } from './tally-table.tsx';

/** The map in words: what was met least comes first. */
export function CoverageTable({ coverage: { cells } }: { readonly coverage: Coverage }): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>As a table</summary>
      {open && (
        <TallyTable
          label="What was met, the rarest first"
          of="Name"
          cells={cells.toSorted((left, right) => left.times - right.times)}
        />
      )}
    </details>
  );
}
