import type { RecordedEvent } from '../decode/recorded-event.ts';
import type { ChromeEvent } from './chrome-event.ts';
import { callerText } from './event-text.ts';
import { MACHINE } from './tracks.ts';
import { SENDS, TracedTransactions, type TransactionStep } from './transactions.ts';

/** Arrows of transactions are numbered apart from those of the processor. */
const FIRST_ARROW = 1_000_000_000;

/** A band for each transaction, an arrow through the calls about it, and how many pages are under way. */
export class TransactionBands {
  readonly #transactions = new TracedTransactions();

  follow(event: RecordedEvent, tid: number, ts: number): readonly ChromeEvent[] {
    const steps = this.#transactions.follow(event);
    if (steps.length === 0) return [];
    const events = steps.flatMap((step) => stepEvents(step, callerText(event), tid, ts));
    const counts = steps.some(({ step }) => step === 'begins' || step === 'ends');
    return counts ? [...events, this.#counter(ts)] : events;
  }

  /** Ends the bands of what nobody reclaimed. */
  end(tid: number, ts: number): readonly ChromeEvent[] {
    return [...this.#transactions.live].flatMap((transaction) =>
      stepEvents({ step: 'ends', transaction }, 'nobody', tid, ts),
    );
  }

  #counter(ts: number): ChromeEvent {
    const pages = { share: 0, lend: 0, donate: 0 };
    for (const transaction of this.#transactions.live) pages[transaction.send] += transaction.pages;
    const [shared, lent, donated] = SENDS.map((send) => pages[send]);
    return {
      ph: 'C',
      name: 'pages under way',
      pid: MACHINE,
      ts,
      args: { shared: shared ?? 0, lent: lent ?? 0, donated: donated ?? 0 },
    };
  }
}

function stepEvents(
  { step, transaction }: TransactionStep,
  by: string,
  tid: number,
  ts: number,
): readonly ChromeEvent[] {
  const { id, handle, send, pages } = transaction;
  const band = { cat: 'transaction', pid: MACHINE, id, ts };
  const name = `${send} 0x${handle.toString(16)}`;
  const arrow = { ...band, id: FIRST_ARROW + id, name, tid };
  switch (step) {
    case 'begins':
      return [
        { ...band, ph: 'b', name, args: { handle: `0x${handle.toString(16)}`, pages, sender: by } },
        { ...arrow, ph: 's' },
      ];
    case 'ends':
      return [
        { ...arrow, ph: 'f', bp: 'e' },
        { ...band, ph: 'e', name },
      ];
    default:
      return [
        { ...band, ph: 'n', name: `${step} by ${by}` },
        { ...arrow, ph: 't' },
      ];
  }
}
