import type { JSX } from 'preact';
import type { Coverage } from '../../model/explore/coverage.ts';
import { Scroll } from '../../view/scroll.tsx';
import { RuleName } from './rule-name.tsx';

/** The rules that refused something. A world has few of all: those that it cannot meet are no lack. */
export function SeenRules({ coverage }: { readonly coverage: Coverage }): JSX.Element {
  const seen = coverage.cells
    .filter(({ times }) => times > 0)
    .toSorted((left, right) => right.times - left.times);
  return (
    <section aria-labelledby="rules-title">
      <h2 id="rules-title">{seen.length} rules seen</h2>
      <Scroll label="Rules that refused something, the most frequent first" class="tally">
        <table>
          <thead>
            <tr>
              <th scope="col">Times</th>
              <th scope="col">Rule</th>
              <th scope="col">What it says</th>
            </tr>
          </thead>
          <tbody>
            {seen.map(({ name, times, what }) => (
              <tr key={name}>
                <td>{times.toLocaleString('en')}</td>
                <th scope="row">
                  <RuleName name={name} />
                </th>
                <td>{what}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
