import type { JSX } from 'preact';
import { searchRules } from '../../model/learn/rule-list.ts';
import { addressOf, type RulesState } from './state.ts';

/** The rules that were looked for, area by area. */
export function RuleList({ state }: { readonly state: RulesState }): JSX.Element {
  const area = state.area.value;
  const groups = searchRules(state.query.value).filter((group) => area === '' || group.area === area);
  return (
    <>
      <h2 class="unseen">Rules</h2>
      {groups.length === 0 && <p>No rule says all of these words.</p>}
      {groups.map((group) => (
        <section key={group.area} aria-labelledby={`area-${group.area}`}>
          <h3 id={`area-${group.area}`}>{group.about}</h3>
          <ul class="rule-list">
            {group.rules.map(({ id, what, answer }) => (
              <li key={id}>
                <a href={addressOf(id)}>{id}</a>
                <span>{what}</span>
                <span class="aside">{answer.replace(/,.*/, '')}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
