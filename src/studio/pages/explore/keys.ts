import { nextTheme } from '../../view/theme.ts';
import type { ExploreState } from './state.ts';

interface ExploreKey {
  /** As events name it. */
  readonly key: string;
  readonly about: string;
  run(state: ExploreState): void;
}

/** Keys that work wherever nobody types. */
export const EXPLORE_KEYS: readonly ExploreKey[] = [
  { key: 's', about: 'start, stop or go on', run: startOrStop },
  {
    key: 'w',
    about: 'walks, or small worlds',
    run: ({ kind }) => {
      kind.value = kind.value === 'walks' ? 'worlds' : 'walks';
    },
  },
  { key: 'm', about: 'go to the map, where arrows go from cell to cell', run: () => goTo('coverage') },
  { key: 'f', about: 'go to what was found', run: () => goTo('found') },
  { key: 't', about: 'change the look', run: () => nextTheme() },
];

function startOrStop({ kind, campaign, world }: ExploreState): void {
  const shown = kind.value === 'walks' ? campaign : world;
  if (shown.running.value) shown.stop();
  else if (shown === campaign && campaign.canGoOn) campaign.goOn();
  else shown.start();
}

function goTo(id: string): void {
  document.getElementById(id)?.focus();
}

/** Hears keys until the answer is called. */
export function listenToExploreKeys(state: ExploreState): () => void {
  const hear = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target))
      return;
    const found = EXPLORE_KEYS.find(({ key }) => key === event.key);
    if (found === undefined) return;
    event.preventDefault();
    found.run(state);
  };
  addEventListener('keydown', hear);
  return () => removeEventListener('keydown', hear);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('textarea, input, select, dialog') !== null;
}
