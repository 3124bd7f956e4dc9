import { nextTheme } from '../../view/theme.ts';
import type { RunState } from './state/run-state.ts';

interface RunKey {
  /** As events name it. */
  readonly key: string;
  readonly about: string;
  run(state: RunState): void;
}

/** Keys that work wherever nobody types. */
export const RUN_KEYS: readonly RunKey[] = [
  { key: 'ArrowLeft', about: 'a call back', run: (state) => state.goTo(state.moment.value - 1) },
  { key: 'ArrowRight', about: 'a call on', run: (state) => state.goTo(state.moment.value + 1) },
  { key: 'n', about: 'next refusal or fault', run: (state) => state.step(1) },
  { key: 'p', about: 'previous refusal or fault', run: (state) => state.step(-1) },
  { key: '/', about: 'search', run: () => document.getElementById('search')?.focus() },
  { key: '+', about: 'stretch the timeline', run: (state) => state.time.zoom(-1) },
  { key: '-', about: 'shrink the timeline', run: (state) => state.time.zoom(1) },
  {
    key: 'm',
    about: 'go to the page map, where arrows go from cell to cell',
    run: () => document.getElementById('page-map')?.focus(),
  },
  { key: 'Escape', about: 'look at the page that each call is about', run: (state) => state.followPages() },
  { key: 't', about: 'change the look', run: () => nextTheme() },
];

/** Hears keys until the answer is called. */
export function listenToRunKeys(state: RunState): () => void {
  const hear = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target))
      return;
    const found = RUN_KEYS.find(({ key }) => key === event.key);
    if (found === undefined) return;
    event.preventDefault();
    found.run(state);
  };
  addEventListener('keydown', hear);
  return () => removeEventListener('keydown', hear);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('textarea, input, select, dialog, .scroll') !== null;
}
