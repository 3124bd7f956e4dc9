import { addressOf, addressText } from '../../../core/memory/pages.ts';
import type { PageState } from '../../../core/timeline/page-states.ts';
import type { Timeline } from '../../../core/timeline/timeline.ts';
import { nameText } from '../../../core/timeline/transaction-name.ts';
import { whoAt } from './event-view.ts';
import type { MapMoment } from './map-moment.ts';
import { ACCESS_WORDS, accessOf } from './map-state.ts';
import type { PageRow, PageView } from './views.ts';

/** Longer lists tell nothing more. */
const MOST_ROWS = 300;

/** A page after an event, and how it came to that; `undefined` for an index that none has. */
export function pageView(timeline: Timeline, index: number, moment: number): PageView | undefined {
  const { pages, transactions } = timeline;
  if (index < 0 || index >= pages.space.size) return undefined;
  const state = pages.stateAt(index, moment);
  const { since = -1 } = state.holds.at(-1) ?? {};
  return {
    index,
    address: addressAt(timeline, index),
    owner: state.owner,
    access: ACCESS_WORDS[accessOf(state)],
    borrowers: state.borrowers,
    held: heldText(timeline, state),
    since,
    transaction: transactions.findLastIndex(({ begin }) => begin === since),
    history: pages.historyOf(index).map(({ event, after }) => ({
      event,
      text: `${whoAt(timeline, event)}: ${stateText(timeline, pages.states.all[after] as PageState)}`,
      now: event <= moment,
    })),
  };
}

/** The pages at the moment that a map has moved to, run by run. */
export function pageRows(
  timeline: Timeline,
  map: MapMoment,
): { readonly rows: readonly PageRow[]; readonly more: boolean } {
  const { space, states } = timeline.pages;
  const rows: PageRow[] = [];
  let start = 0;
  for (const { pages } of space.extents) {
    for (let at = start; at < start + pages; ) {
      if (rows.length === MOST_ROWS) return { rows, more: true };
      const count = map.runFrom(at, start + pages);
      const state = states.all[map.stateAt(at)] as PageState;
      rows.push({
        index: at,
        address: addressAt(timeline, at),
        pages: count,
        owner: state.owner,
        access: [ACCESS_WORDS[accessOf(state)], ...state.borrowers].join(', '),
        held: heldText(timeline, state),
      });
      at += count;
    }
    start += pages;
  }
  return { rows, more: false };
}

function heldText({ transactions, events }: Timeline, { holds }: PageState): string {
  const hold = holds.at(-1);
  if (hold === undefined) return '';
  const life = transactions.findLast(({ begin }) => begin === hold.since);
  const name = life === undefined ? '' : `, ${nameText(life)}`;
  return `${hold.kind}${name}, call ${events.get(hold.since)?.seq ?? 0}`;
}

function stateText(timeline: Timeline, state: PageState): string {
  const who = [state.owner, ...state.borrowers].filter((name) => name !== '').join(', ');
  const held = heldText(timeline, state);
  return [who, ACCESS_WORDS[accessOf(state)], held].filter((text) => text !== '').join('; ');
}

function addressAt({ pages: { space } }: Timeline, index: number): string {
  return addressText(addressOf(space.pageAt(index)));
}
