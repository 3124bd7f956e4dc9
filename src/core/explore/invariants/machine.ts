/** Invariants of the machine around the pages: addresses, tables, the page that is none. */

import type { Ledger } from '../../memory/ledger.ts';
import { ownerOf, type Rights, rightsOf, transactionOf } from '../../memory/page-word.ts';
import type { Invariant } from './invariant.ts';

export const OF_THE_MACHINE: readonly Invariant[] = [
  {
    number: 8,
    id: 'tables-agree',
    what: 'What the translation tables let a partition do with a page is what the ledger says.',
    source: 'users 3.1 (8)',
    whole(books) {
      const { ledger } = books.stand.built;
      books.tables.follow(books.told);
      for (const { party, name } of books.stand.actors) {
        if (!ledger.viewOf(party).identity) continue;
        for (let page = 0; page < ledger.map.pages; page++) {
          const shown = books.tables.rights(party, page);
          const said = ledger.rights(party, page);
          if (shown !== said && !isStillLetIn(ledger, party, page, shown))
            return `the tables of ${name} say ${shown} of page 0x${page.toString(16)}, the ledger ${said}`;
        }
      }
      return undefined;
    },
  },
  {
    number: 9,
    id: 'flat-stays-flat',
    what: 'A partition that sees physical addresses sees every page at its own address, always.',
    source: 'users 3.1 (9)',
    whole(books) {
      const { ledger } = books.stand.built;
      for (const [index, { party, name }] of books.stand.actors.entries()) {
        const flat = books.stand.spec.partitions[index].memory.every(({ at, base }) => at === base);
        const view = ledger.viewOf(party);
        const pages = [0, 1, ledger.map.pages - 1];
        if (flat && pages.some((page) => view.physical(page) !== page))
          return `${name} sees pages at other addresses`;
      }
      return undefined;
    },
  },
  {
    number: 10,
    id: 'page-zero',
    what: 'Page 0 is no memory: nobody owns it, and no address 0 leads anywhere.',
    source: 'users 3.1 (10)',
    page: (books, page, word) =>
      page === 0 && (word !== 0 || books.accessors(0).length !== 0) ? 'somebody has page 0' : undefined,
  },
];

/** A mediator holds pages of a send that lacks fragments. Nobody is told of that before it is complete: until then the owner may be let at them. */
function isStillLetIn({ map, transactions }: Ledger, party: number, page: number, shown: Rights): boolean {
  const word = map.get(page);
  const isFinal = transactions.committed[transactionOf(word)] !== 0;
  return !isFinal && ownerOf(word) === party && shown === rightsOf(word);
}
