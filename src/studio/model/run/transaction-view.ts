import type { Timeline } from '../../../core/timeline/timeline.ts';
import { borrowersAt, type TransactionLife } from '../../../core/timeline/transaction-lives.ts';
import { nameText } from '../../../core/timeline/transaction-name.ts';
import { termsOf } from '../../../core/timeline/transaction-terms.ts';
import { whoAt } from './event-view.ts';
import type { TransactionView } from './views.ts';

/** A transaction after an event; `undefined` for a number that none has. */
export function transactionView(
  timeline: Timeline,
  number: number,
  moment: number,
): TransactionView | undefined {
  const life = timeline.transactions[number];
  if (life === undefined) return undefined;
  const { send, sender, pages, begin, end, steps, parts: brought } = life;
  const told = (event: number, text: string) => ({ event, text: `${whoAt(timeline, event)}: ${text}` });
  const { facts = [], receivers = [], parts = [] } = termsOf(timeline, number, moment) ?? {};
  return {
    number,
    title: `${send} of ${sender}, ${nameText(life)}, ${pagesText(pages)}`,
    state: stateText(life, moment),
    facts,
    receivers,
    parts: parts.map(({ event, bytes, pages: listed }) =>
      told(event, `${bytes} bytes, ${pagesText(listed)}`),
    ),
    steps: [
      told(begin, 'sent'),
      ...brought.filter((event) => event > begin).map((event) => told(event, 'made larger')),
      ...steps.map(({ event, step, by }) =>
        told(event, by === timeline.events.get(event)?.caller ? step : `${step} by ${by}`),
      ),
      ...(end === undefined ? [] : [told(end, send === 'donate' ? 'the new owner has it' : 'over')]),
    ].sort((left, right) => left.event - right.event),
  };
}

function stateText(life: TransactionLife, moment: number): string {
  const { protocol, begin, end } = life;
  if (moment < begin) return 'not yet sent';
  if (end !== undefined && end <= moment) return 'over';
  const has = borrowersAt(life, moment + 1).map(({ by }) => by);
  if (has.length > 0) return `${has.join(', ')} has it`;
  return protocol === 'ffa' ? 'nobody has retrieved it' : 'nobody has accepted it';
}

function pagesText(pages: number): string {
  return pages === 1 ? '1 page' : `${pages} pages`;
}
