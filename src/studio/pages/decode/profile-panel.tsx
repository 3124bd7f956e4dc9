import type { JSX } from 'preact';
import type { PieceView, ProfileRow } from '../../model/piece-view.ts';
import { Scroll } from '../../view/scroll.tsx';
import type { DecodeState } from './state.ts';

interface ProfilePanelProps {
  readonly state: DecodeState;
  readonly shown: PieceView;
}

/** The same bytes before every manager. */
export function ProfilePanel({ state, shown }: ProfilePanelProps): JSX.Element {
  return (
    <section>
      <h2>What each manager says</h2>
      <Scroll class="whole" label="What each manager says">
        <table class="profiles">
          <thead>
            <tr>
              <th scope="col">Manager</th>
              <th scope="col">Answer</th>
              <th scope="col">Rule</th>
              <th scope="col">What to do</th>
            </tr>
          </thead>
          <tbody>
            {shown.profiles.map((row) => (
              <Row key={row.name} row={row} state={state} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Row({ row, state }: { readonly row: ProfileRow; readonly state: DecodeState }): JSX.Element {
  const { name, objection } = row;
  if (objection === undefined)
    return (
      <tr>
        <th scope="row">{name}</th>
        <td class="good">accepted</td>
        <td />
        <td />
      </tr>
    );
  const { answer, rule, place, fix, bytes } = objection;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="bad">{answer}</td>
      <td>
        <a href={`#/rules/${rule}`}>{rule}</a>
        {bytes === undefined ? (
          place !== '' && `, ${place}`
        ) : (
          <>
            {', '}
            <button type="button" class="link" onClick={() => state.select(bytes)}>
              {place}
            </button>
          </>
        )}
      </td>
      <td>{fix}</td>
    </tr>
  );
}
