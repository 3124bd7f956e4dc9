import type { RecordedEvent } from '../decode/recorded-event.ts';
import { messageText, packetText } from '../gunyah/wire/message-text.ts';
import { questionText } from './call-text.ts';
import {
  callerText,
  changeTexts,
  outcomeText,
  pageText,
  refusalText,
  requestOutcome,
  settledText,
} from './event-text.ts';
import type { Exporter } from './exporter.ts';

/** What stands in the columns of a line, from left to right. */
type Row = readonly [seq: string, time: string, caller: string, question: string, outcome: string];

/** So many lines are laid out together. Columns never get narrower from one lot to the next. */
const LOT = 1000;
/** A longer text moves what is right of it, in its own line alone. */
const WIDEST = 72;
const GAP = '  ';

/** One line an event, in columns. */
export class TextExporter implements Exporter {
  #rows: Row[] = [];
  #widths: readonly number[] = [0, 0, 0, 0, 0];

  begin(): string {
    return '';
  }

  event(event: RecordedEvent): string {
    this.#rows.push(rowOf(event));
    return this.#rows.length < LOT ? '' : this.end();
  }

  end(): string {
    const rows = this.#rows;
    this.#rows = [];
    this.#widths = this.#widths.map((width, column) =>
      rows.reduce((most, row) => Math.max(most, Math.min(row[column]?.length ?? 0, WIDEST)), width),
    );
    return rows.map((row) => `${this.#line(row)}\n`).join('');
  }

  #line(row: Row): string {
    const [seq = 0, time = 0, ...others] = this.#widths;
    const [number, at, ...texts] = row;
    const left = time === 0 ? [number.padStart(seq)] : [number.padStart(seq), at.padStart(time)];
    return [...left, ...texts.map((text, column) => text.padEnd(others[column] ?? 0))].join(GAP).trimEnd();
  }
}

function rowOf(event: RecordedEvent): Row {
  const time = event.at === undefined ? '' : `${event.at} us`;
  const caller = callerText(event);
  switch (event.kind) {
    case 'call': {
      const { refusal, changes } = event;
      const remarks = [
        ...(event.injected ? ['injected'] : []),
        ...(refusal === undefined ? [] : [refusalText(refusal)]),
        ...changeTexts(changes),
      ];
      const outcome = [`-> ${outcomeText(event)}`, ...remarks].join('; ');
      return [String(event.seq), time, caller, questionText(event.in), outcome];
    }
    case 'fault': {
      const { access, address, fault, page } = event;
      const outcome = page === undefined ? '' : pageText(page);
      return ['', time, caller, `faults: ${access} at ${address}, ${fault}`, outcome];
    }
    case 'request':
      return [String(event.seq), time, caller, messageText(event.id, event.payload), requestOutcome(event)];
    case 'notice':
      return ['', time, caller, `is told ${messageText(event.id, event.payload)}`, ''];
    case 'drop':
      return ['', time, caller, `sends ${packetText(event.packet)}`, `dropped: ${event.why}`];
    case 'abort':
      return ['', time, caller, 'is torn down', changeTexts(event.changes).join('; ')];
    case 'settle':
      return ['', time, caller, settledText(event), changeTexts(event.changes).join('; ')];
  }
}
