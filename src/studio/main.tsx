/** The program of the page. */

import { render } from 'preact';
import { App } from './app.tsx';
import { applyTheme } from './view/theme.ts';

applyTheme();
const place = document.getElementById('studio');
if (place !== null) render(<App />, place);
