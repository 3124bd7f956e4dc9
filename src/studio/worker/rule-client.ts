import type { RuleView } from '../model/learn/rule-view.ts';
import { Asker } from './asker.ts';

/** Asks for the pages of rules, by their ids. */
export function ruleAsker(): Asker<string, RuleView | undefined> {
  return new Asker(() => new Worker(new URL('./rule-worker.ts', import.meta.url), { type: 'module' }));
}
