import { textMarkup } from './markup.ts';

/** What a run came to, for those who read no further, and for browsers without JavaScript. */
export interface ReportSummary {
  /** Of the file that was played or read. */
  readonly name: string;
  readonly verdict: string;
  /** Undefined where nothing was expected. */
  readonly good: boolean | undefined;
  /** What the machine is about; '' where nobody says. */
  readonly about: string;
  /** What was done, and by which Tantalum. */
  readonly made: string;
  readonly troubles: readonly ReportTrouble[];
}

/** Something that did not come as expected. */
export interface ReportTrouble {
  /** The number of the event that was the last then, from 1 on; 0 for none. */
  readonly event: number;
  /** As they stand on a terminal. */
  readonly lines: readonly string[];
}

/** Who has so many has one cause, and the first tell it. */
const MOST_TROUBLES = 50;

/** A summary as HTML. Each trouble has a link to its event, which the page follows. */
export function summaryMarkup({ name, verdict, good, about, made, troubles }: ReportSummary): string {
  const shown = troubles.slice(0, MOST_TROUBLES);
  const more = troubles.length - shown.length;
  return [
    '<section class="summary" aria-label="What came of it">',
    '<div class="row">',
    `<h2>${textMarkup(name)}</h2>`,
    `<p class="${good === undefined ? 'verdict' : good ? 'good' : 'bad'}">${textMarkup(verdict)}</p>`,
    '</div>',
    ...(about === '' ? [] : [`<p class="about">${textMarkup(about)}</p>`]),
    `<p class="aside">${textMarkup(made)}</p>`,
    ...(shown.length === 0 ? [] : ['<ol>', ...shown.map(troubleMarkup), '</ol>']),
    ...(more > 0 ? [`<p>and ${more} more</p>`] : []),
    '</section>',
  ].join('\n');
}

function troubleMarkup({ event, lines }: ReportTrouble): string {
  const text = `<pre>${textMarkup(lines.join('\n'))}</pre>`;
  return event === 0 ? `<li>${text}</li>` : `<li>${text}<a href="#event-${event}">Show it</a></li>`;
}
