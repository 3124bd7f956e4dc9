import type { JSX } from 'preact';
import { areaOf } from '../../model/learn/areas.ts';
import { searchRules } from '../../model/learn/rule-list.ts';
import { KeyList } from '../../view/key-rows.tsx';
import { RULE_KEYS } from './keys.ts';
import { addressOf, type RulesState } from './state.ts';

/** The search, and the areas with how many rules of each were found. */
export function RuleNav({ state }: { readonly state: RulesState }): JSX.Element {
  const { value: query } = state.query;
  const here = state.area.value || areaOf(state.id.value);
  const groups = searchRules(query);
  const count = groups.reduce((sum, { rules }) => sum + rules.length, 0);
  return (
    <aside class="input rule-nav" aria-label="Areas">
      <label class="search">
        Search the rules
        <input
          id="rule-search"
          type="search"
          autocomplete="off"
          spellcheck={false}
          value={query}
          placeholder="overlap, -6, buffer…"
          onInput={({ currentTarget }) => {
            state.query.value = currentTarget.value;
            if (state.id.value !== '') location.hash = '#/rules';
          }}
        />
      </label>
      <p role="status" class="aside">
        {count === 1 ? '1 rule' : `${count} rules`}
      </p>
      <nav aria-label="Areas of rules">
        <ul class="areas">
          <li>
            <a href="#/rules" aria-current={here === '' ? 'page' : undefined}>
              All <span class="count">{count}</span>
            </a>
          </li>
          {groups.map(({ area, about, rules }) => (
            <li key={area}>
              <a href={addressOf(area)} aria-current={here === area ? 'page' : undefined}>
                {about} <span class="count">{rules.length}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <KeyList keys={RULE_KEYS} />
    </aside>
  );
}
