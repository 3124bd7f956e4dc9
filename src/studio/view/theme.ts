import { type Signal, signal } from '@preact/signals';

/** What the page looks like: as the system does, or as somebody chose. */
export type Theme = 'system' | 'light' | 'dark';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];
const KEY = 'tantalum.theme';

export const theme: Signal<Theme> = signal(kept());

/** Goes on to the next look. */
export function nextTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'system';
  applyTheme();
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // A browser that keeps nothing for us forgets it, and that is all.
  }
}

/** Makes the page look so. */
export function applyTheme(): void {
  document.documentElement.setAttribute('data-theme', theme.value);
}

function kept(): Theme {
  try {
    return THEMES.find((one) => one === localStorage.getItem(KEY)) ?? 'system';
  } catch {
    return 'system';
  }
}
