import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { listenToPageKeys } from '../../view/page-keys.ts';
import { useAddress } from '../../view/use-address.ts';
import { RULE_KEYS } from './keys.ts';
import { RuleArticle } from './rule-article.tsx';
import { RuleList } from './rule-list.tsx';
import { RuleNav } from './rule-nav.tsx';
import { RulesState } from './state.ts';

/** Every reason for which something is refused: what it says, and what it looks like when it is broken and kept. */
export function RulesPage(): JSX.Element {
  const state = useMemo(() => new RulesState(), []);
  useAddress(state);
  useEffect(() => listenToPageKeys(RULE_KEYS, state), [state]);
  const view = state.view.value;
  const trouble = state.trouble.value;
  return (
    <div class="page learn">
      <RuleNav state={state} />
      <main aria-busy={state.id.value !== '' && view === undefined && trouble === ''}>
        {trouble !== '' && (
          <p role="alert" class="bad">
            {trouble}
          </p>
        )}
        {state.id.value === '' && <RuleList state={state} />}
        {view !== undefined && <RuleArticle key={view.id} view={view} />}
      </main>
    </div>
  );
}
