import { nextTheme } from './theme.ts';

/** A key of a page, which works wherever nobody types. */
export interface PageKey<State> {
  /** As events name it. */
  readonly key: string;
  /** What it does, as lists of keys say it. */
  readonly about: string;
  run(state: State): void;
}

/** A key of every page. */
export const LOOK_KEY: PageKey<unknown> = { key: 't', about: 'change the look', run: () => nextTheme() };

/** Hears keys until the answer is called. */
export function listenToPageKeys<State>(keys: readonly PageKey<State>[], state: State): () => void {
  const hear = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isMeantFor(event)) return;
    const found = keys.find(({ key }) => key === event.key);
    if (found === undefined) return;
    event.preventDefault();
    found.run(state);
  };
  addEventListener('keydown', hear);
  return () => removeEventListener('keydown', hear);
}

/** What takes every key. A slider and a box to tick have no use for letters. */
const TYPED_INTO = 'textarea, input:not([type=range], [type=checkbox]), select, dialog';
/** What arrows move. */
const MOVED = '.scroll, [type=range]';

/** Whether a key is meant for what has the focus: for a text, to scroll what scrolls, or to move a slider. */
function isMeantFor({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.closest(TYPED_INTO) !== null || (key.startsWith('Arrow') && target.closest(MOVED) !== null);
}
