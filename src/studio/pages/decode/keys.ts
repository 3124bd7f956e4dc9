import { LOOK_KEY, type PageKey } from '../../view/page-keys.ts';
import { openHelp } from './open-help.ts';
import type { DecodeState } from './state.ts';

/** The keys of the decode page. */
export const DECODE_KEYS: readonly PageKey<DecodeState>[] = [
  { key: '/', about: 'go to the box', run: () => document.getElementById('input')?.focus() },
  { key: 'n', about: 'next broken rule', run: (state) => state.step(1) },
  { key: 'p', about: 'previous broken rule', run: (state) => state.step(-1) },
  { key: 'f', about: 'fix the broken rule that is selected, where its fix is known', run: fixSelected },
  { key: 'u', about: 'take the last fix back', run: (state) => state.undo() },
  LOOK_KEY,
  { key: '?', about: 'show these keys', run: openHelp },
];

function fixSelected(state: DecodeState): void {
  const at = state.selected.value?.offset;
  const mend = state.shown?.breaches.find(
    (breach) => breach.offset === at && breach.mend !== undefined,
  )?.mend;
  if (mend !== undefined) state.mend(mend);
}
