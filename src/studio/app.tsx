import type { JSX } from 'preact';
import { DecodePage } from './pages/decode/decode-page.tsx';
import { ThemeButton } from './view/theme-button.tsx';

/** The frame around the pages. */
export function App(): JSX.Element {
  return (
    <>
      <header class="top">
        <h1>
          Tantalum <span>studio</span>
        </h1>
        <p class="promise">Nothing leaves this page.</p>
        <ThemeButton />
      </header>
      <DecodePage />
    </>
  );
}
