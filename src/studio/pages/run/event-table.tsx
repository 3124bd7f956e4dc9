import type { JSX } from 'preact';
import { Scroll } from '../../view/scroll.tsx';
import type { RunState } from './state/run-state.ts';

/** The events around the moment, in words: what the timeline draws. */
export function EventTable({ state }: { readonly state: RunState }): JSX.Element {
  const moment = state.moment.value;
  return (
    <Scroll label="Events around the moment" class="events">
      <table>
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">What came of it</th>
          </tr>
        </thead>
        <tbody>
          {state.detail.rows.value.map(({ number, who, text, outcome, wrong }) => (
            <tr key={number} class={number === moment ? 'selected' : ''} aria-current={number === moment}>
              <th scope="row">
                <button type="button" class="link" onClick={() => state.goTo(number)}>
                  {who}
                </button>
              </th>
              <td>{text}</td>
              <td class={wrong ? 'bad' : ''}>{outcome}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
