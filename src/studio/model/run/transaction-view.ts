import type { Timeline } from '../../../core/timeline/timeline.ts';
import { borrowersAt } from '../../../core/timeline/transaction-lives.ts';
import { whoAt } from './event-view.ts';
import type { TransactionView } from './views.ts';

/** A transaction after an event; `undefined` for a number that none has. */
export function transactionView(
  timeline: Timeline,
  number: number,
  moment: number,
): TransactionView | undefined {
  const { transactions } = timeline;
  const life = transactions[number];
  if (life === undefined) return undefined;
  const { handle, send, sender, pages, begin, end, steps } = life;
  const has = borrowersAt(life, moment + 1).map(({ by }) => by);
  const over = end !== undefined && end <= moment;
  const state =
    moment < begin
      ? 'not yet sent'
      : over
        ? 'over'
        : has.length === 0
          ? 'nobody has retrieved it'
          : `${has.join(', ')} has it`;
  const told = (event: number, text: string) => ({
    event,
    text: `${whoAt(timeline, event)}: ${text}`,
  });
  return {
    number,
    title: `${send} of ${sender}, handle 0x${handle.toString(16)}, ${pages === 1 ? '1 page' : `${pages} pages`}`,
    state,
    steps: [
      told(begin, 'sent'),
      ...steps.map(({ event, step }) => told(event, step)),
      ...(end === undefined ? [] : [told(end, send === 'donate' ? 'the new owner has it' : 'over')]),
    ],
  };
}
