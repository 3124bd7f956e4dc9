import type { JSX } from 'preact';
import type { Cell } from '../../model/explore/coverage.ts';
import { Scroll } from '../../view/scroll.tsx';
import { RuleName } from './rule-name.tsx';

interface TallyTableProps {
  readonly label: string;
  /** What the names are names of. */
  readonly of: string;
  readonly cells: readonly Cell[];
}

/** How often each of several things was met. */
export function TallyTable({ label, of, cells }: TallyTableProps): JSX.Element {
  return (
    <Scroll label={label} class="tally">
      <table>
        <thead>
          <tr>
            <th scope="col">Times</th>
            <th scope="col">{of}</th>
            <th scope="col">What it says</th>
          </tr>
        </thead>
        <tbody>
          {cells.map(({ name, times, what }) => (
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
  );
}
