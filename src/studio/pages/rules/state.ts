import { batch, type Signal, signal } from '@preact/signals';
import { AREAS } from '../../model/learn/areas.ts';
import { RULE_GROUPS } from '../../model/learn/rule-list.ts';
import type { RuleView } from '../../model/learn/rule-view.ts';
import { ruleAsker } from '../../worker/rule-client.ts';

const PAGE = '#/rules';

/** Where a rule, or the rules of an area, are shown. */
export function addressOf(id: string): string {
  return `${PAGE}/${id}`;
}

/** What the rules page shows: all rules, those of an area, or one. */
export class RulesState {
  readonly query: Signal<string> = signal('');
  /** The area that is listed; '' for all. */
  readonly area: Signal<string> = signal('');
  /** Id of the rule that is shown; '' for none. */
  readonly id: Signal<string> = signal('');
  readonly view: Signal<RuleView | undefined> = signal<RuleView | undefined>(undefined);
  /** Why there is nothing to see, as a sentence. */
  readonly trouble: Signal<string> = signal('');
  readonly #asker = ruleAsker();

  /** Shows what an address names. */
  open(hash: string): void {
    if (!hash.startsWith(PAGE)) return;
    const name = hash.slice(PAGE.length + 1);
    const isRule = name.includes('/');
    batch(() => {
      this.id.value = isRule ? name : '';
      this.area.value = AREAS.some(({ id }) => id === name) ? name : '';
      this.trouble.value = '';
      this.view.value = undefined;
    });
    if (isRule) void this.#ask(name);
  }

  /** Ends what runs for the page. */
  leave(): void {
    this.#asker.end();
  }

  /** Goes to the rule after the one that is shown, or with -1 to the one before. */
  step(direction: 1 | -1): void {
    const ids = RULE_GROUPS.flatMap(({ rules }) => rules.map(({ id }) => id));
    const at = ids.indexOf(this.id.value);
    const next = ids[at < 0 && direction < 0 ? ids.length - 1 : at + direction];
    if (next !== undefined) location.hash = addressOf(next);
  }

  async #ask(id: string): Promise<void> {
    const asked = await this.#asker.ask(id);
    if (this.id.value !== id) return;
    if ('failure' in asked) this.trouble.value = asked.failure;
    else if (asked.answer === undefined) this.trouble.value = `There is no rule ${id}.`;
    else this.view.value = asked.answer;
  }
}
