import { transactionOf } from '../../memory/page-word.ts';
import { OF_CONTENTS } from './contents.ts';
import type { Invariant } from './invariant.ts';
import { OF_THE_MACHINE } from './machine.ts';
import { OF_MOVES } from './moves.ts';
import { OF_PAGES } from './pages.ts';

/** When everybody has gone, nothing is left of what they did. */
const NOTHING_STAYS: Invariant = {
  number: 20,
  id: 'nothing-stays',
  what: 'When everybody has died, no page is held, no record is in use, and every page that was not donated is as it was.',
  source: 'users 3.1 (20), requirements QB2',
  end({ stand }) {
    const { ledger, spmc } = stand.built;
    const { endpoints } = spmc.state;
    const left = [ledger.transactions.slots.live, ledger.borrowers.slots.live, ledger.extents.slots.live];
    const { sent, constituents, receivers, unfinished } = endpoints;
    const counted = [sent[0], constituents[0], receivers[0], ...unfinished];
    if ([...left, ...counted].some((count) => count !== 0))
      return `records stay: ${left.join(', ')}; ${counted.join(', ')}`;
    for (const { page, word } of ledger.map.runs())
      if (transactionOf(word) !== 0) return `page 0x${page.toString(16)} stays held`;
    return undefined;
  },
};

/** All of them, in the order of their numbers. */
export const INVARIANTS: readonly Invariant[] = [
  ...OF_PAGES,
  ...OF_THE_MACHINE,
  ...OF_MOVES,
  ...OF_CONTENTS,
  NOTHING_STAYS,
].sort((left, right) => left.number - right.number);
