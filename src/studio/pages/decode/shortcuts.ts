import { nextTheme } from '../../view/theme.ts';
import type { DecodeState } from './state.ts';

interface Shortcut {
  readonly key: string;
  readonly about: string;
  run(state: DecodeState, help: () => void): void;
}

/** Keys that work wherever nobody types. */
export const SHORTCUTS: readonly Shortcut[] = [
  { key: '/', about: 'go to the box', run: () => document.getElementById('input')?.focus() },
  { key: 'n', about: 'next broken rule', run: (state) => state.step(1) },
  { key: 'p', about: 'previous broken rule', run: (state) => state.step(-1) },
  { key: 'f', about: 'fix the broken rule that is selected, where its fix is known', run: fixSelected },
  { key: 'u', about: 'take the last fix back', run: (state) => state.undo() },
  { key: 't', about: 'change the look', run: () => nextTheme() },
  { key: '?', about: 'show these keys', run: (_, help) => help() },
];

function fixSelected(state: DecodeState): void {
  const at = state.selected.value?.offset;
  const mend = state.shown?.breaches.find(
    (breach) => breach.offset === at && breach.mend !== undefined,
  )?.mend;
  if (mend !== undefined) state.mend(mend);
}

/** Hears keys until the answer is called. */
export function listenToKeys(state: DecodeState, help: () => void): () => void {
  const hear = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const shortcut = SHORTCUTS.find(({ key }) => key === event.key);
    if (shortcut === undefined) return;
    event.preventDefault();
    shortcut.run(state, help);
  };
  addEventListener('keydown', hear);
  return () => removeEventListener('keydown', hear);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('textarea, input, select, dialog') !== null;
}
