import { jsonMarkup, textMarkup } from './markup.ts';
import type { ReportShell } from './report-shell.ts';
import { type ReportSummary, summaryMarkup } from './report-summary.ts';

/** What is in a report. */
export interface ReportContent {
  readonly summary: ReportSummary;
  /** What the page is told, beside the recording. */
  readonly facts: object;
  /** Packed with gzip, in base64. */
  readonly recording: readonly string[];
}

/** A report, in parts that make the file. What is in it was written by anybody: none of it becomes markup. */
export function reportParts(
  shell: ReportShell,
  { summary, facts, recording }: ReportContent,
): readonly string[] {
  const [toTitle, toSummary, toData, toEnd] = shell;
  return [
    toTitle,
    textMarkup(`${summary.name} - Tantalum report`),
    toSummary,
    summaryMarkup(summary),
    toData,
    `<script type="application/json" id="facts">${jsonMarkup(facts)}</script>\n`,
    '<script type="text/plain" id="recording">',
    ...recording,
    '</script>',
    toEnd,
  ];
}
