import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Coverage } from '../../model/explore/coverage.ts';
import { Scroll } from '../../view/scroll.tsx';
import { RuleName } from './rule-name.tsx';

/** The map in words: what was met least comes first. */
export function CoverageTable({ coverage }: { readonly coverage: Coverage }): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>As a table</summary>
      {open && (
        <Scroll label="What was met, the rarest first" class="tally">
          <table>
            <thead>
              <tr>
                <th scope="col">Times</th>
                <th scope="col">Name</th>
                <th scope="col">What it says</th>
              </tr>
            </thead>
            <tbody>
              {coverage.cells
                .toSorted((left, right) => left.times - right.times)
                .map(({ name, times, what }) => (
                  <tr key={name} class={times === 0 ? 'bad' : ''}>
                    <td>{times === 0 ? 'not met' : times.toLocaleString('en')}</td>
                    <th scope="row">
                      <RuleName name={name} />
                    </th>
                    <td>{what}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </details>
  );
}
