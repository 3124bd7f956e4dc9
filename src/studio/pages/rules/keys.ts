import { LOOK_KEY, type PageKey } from '../../view/page-keys.ts';
import type { RulesState } from './state.ts';

/** The keys of the rules page. */
export const RULE_KEYS: readonly PageKey<RulesState>[] = [
  { key: '/', about: 'search', run: () => document.getElementById('rule-search')?.focus() },
  { key: 'n', about: 'next rule', run: (state) => state.step(1) },
  { key: 'p', about: 'previous rule', run: (state) => state.step(-1) },
  LOOK_KEY,
];
