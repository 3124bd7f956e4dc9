/**
 * Chrome's trace format, which ui.perfetto.dev and chrome://tracing open: a track for each endpoint, a slice for each call, arrows
 * where the processor goes over and through the life of a transaction, and the number of pages under way.
 */

import { w } from '../abi/frame.ts';
import { functionOfId } from '../abi/functions.ts';
import type { RecordedEvent } from '../decode/recorded-event.ts';
import { messageName, messageText, packetText, replyText } from '../gunyah/wire/message-text.ts';
import { refusalArgs } from './call-args.ts';
import { CallSlices } from './call-slices.ts';
import type { ChromeEvent } from './chrome-event.ts';
import { type Span, TraceClock } from './clock.ts';
import { changeTexts, settledText } from './event-text.ts';
import type { Exporter } from './exporter.ts';
import { packetRule } from './rules.ts';
import { MACHINE, Tracks } from './tracks.ts';
import { TransactionBands } from './transaction-bands.ts';

export class PerfettoExporter implements Exporter {
  readonly #clock = new TraceClock();
  readonly #tracks = new Tracks();
  readonly #slices = new CallSlices();
  readonly #bands = new TransactionBands();
  /** Where the last event was. */
  #tid = 0;

  begin(about: string): string {
    const name = about === '' ? 'machine' : about;
    const process: ChromeEvent = { ph: 'M', name: 'process_name', pid: MACHINE, args: { name } };
    return `{"displayTimeUnit":"ns","traceEvents":[\n${JSON.stringify(process)}`;
  }

  event(event: RecordedEvent): string {
    const span = this.#clock.spanOf(event);
    const { tid, naming } = this.#tracks.of(event);
    this.#tid = tid;
    return lines([
      ...naming,
      ...this.#happening(event, tid, span),
      ...this.#bands.follow(event, tid, span.start),
    ]);
  }

  end(): string {
    const { last } = this.#clock;
    return `${lines([...this.#bands.end(this.#tid, last), ...this.#slices.end(this.#tid, last)])}\n]}\n`;
  }

  #happening(event: RecordedEvent, tid: number, span: Span): readonly ChromeEvent[] {
    const moment = { ph: 'i', pid: MACHINE, tid, ts: span.start } as const;
    switch (event.kind) {
      case 'call': {
        const answered = event.out && functionOfId(w(event.out, 0))?.name;
        const preempted = answered === 'FFA_INTERRUPT';
        const slices = this.#slices.call(event, tid, span);
        return preempted ? [...slices, { ...moment, ts: span.end, name: 'preempted', s: 't' }] : slices;
      }
      case 'fault': {
        const { access, address, fault } = event;
        return [{ ...moment, name: `${fault} fault`, s: 't', args: { access, address } }];
      }
      case 'request': {
        const { seq, id, payload, reply, refusal, changes } = event;
        const cat = refusal === undefined ? 'request' : 'request,refused';
        const why = refusal === undefined ? {} : { refusal: refusalArgs(refusal) };
        const pages = changes.length === 0 ? {} : { pages: changeTexts(changes) };
        const answer = replyText(id, reply);
        const args = { call: seq, request: messageText(id, payload), answer, ...why, ...pages };
        const dur = span.end - span.start;
        return [{ ph: 'X', pid: MACHINE, tid, ts: span.start, dur, name: messageName(id), cat, args }];
      }
      case 'notice': {
        const { id, payload } = event;
        return [
          { ...moment, name: `told ${messageName(id)}`, s: 't', args: { message: messageText(id, payload) } },
        ];
      }
      case 'drop': {
        const { packet, why } = event;
        const rule = packetRule(why)?.id;
        const args = { packet: packetText(packet), why, ...(rule === undefined ? {} : { rule }) };
        return [{ ...moment, name: 'packet dropped', s: 't', args }];
      }
      case 'abort': {
        const args = { pages: changeTexts(event.changes) };
        return [...this.#slices.resume(tid, span.start), { ...moment, name: 'torn down', s: 'p', args }];
      }
      case 'settle': {
        const args = { pages: changeTexts(event.changes) };
        return [{ ...moment, name: settledText(event), s: 't', args }];
      }
    }
  }
}

function lines(events: readonly ChromeEvent[]): string {
  return events.map((event) => `,\n${JSON.stringify(event)}`).join('');
}
