/** The program of a report: the run page's panels, on the recording that lies in the same file. */

import { render } from 'preact';
import type { ReportFacts } from '../core/timeline/report-facts.ts';
import { ReportPage } from './pages/run/report-page.tsx';
import './style/report.css';
import { applyTheme } from './view/theme.ts';
import { ThemeButton } from './view/theme-button.tsx';

applyTheme();
const look = document.getElementById('look');
const place = document.getElementById('report');
if (look !== null) render(<ThemeButton />, look);
if (place !== null) {
  // What wrote the file wrote them, too.
  const facts = JSON.parse(textOf('facts')) as ReportFacts;
  const recording = new Blob([Uint8Array.from(atob(textOf('recording')), (letter) => letter.charCodeAt(0))]);
  render(<ReportPage facts={facts} recording={recording} />, place);
}

function textOf(id: string): string {
  return document.getElementById(id)?.textContent ?? '';
}
