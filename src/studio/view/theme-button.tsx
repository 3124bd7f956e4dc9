import type { JSX } from 'preact';
import { nextTheme, theme } from './theme.ts';

/** Goes from the system's look to light, to dark, and back. */
export function ThemeButton(): JSX.Element {
  return (
    <button type="button" class="quiet" onClick={nextTheme} title="Change the look (t)">
      Look: {theme.value}
    </button>
  );
}
