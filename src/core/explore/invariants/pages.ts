/** Invariants of pages: who owns them, who may use them. */

import { isDevice, isSecure, ownerOf, rightsOf, transactionOf } from '../../memory/page-word.ts';
import type { Invariant } from './invariant.ts';

const hex = (page: number) => `page 0x${page.toString(16)}`;

export const OF_PAGES: readonly Invariant[] = [
  {
    number: 1,
    id: 'accessors-exist',
    what: 'Whoever can access a page is a partition that there is, and a borrower one that lives.',
    source: 'users 3.1 (1)',
    page(books, page, word) {
      const transaction = books.liveHolder(word);
      if (transaction === 0) return undefined;
      const { borrowers } = books.stand.built.ledger;
      for (const row of books.borrowersOf(transaction)) {
        if (borrowers.holds[row] === 0) continue;
        const actor = books.stand.actors.find(({ party }) => party === borrowers.party[row]);
        if (actor === undefined)
          return books.isParty(borrowers.party[row]) ? undefined : `${hex(page)} is held by nobody we know`;
        if (!books.stand.isAlive(actor)) return `${hex(page)} is held by ${actor.name}, who is dead`;
      }
      return undefined;
    },
  },
  {
    number: 2,
    id: 'owners-exist',
    what: 'Every owner of a page is a party that there is.',
    source: 'users 3.1 (2)',
    page: (books, page, word) =>
      word === 0 || books.isParty(ownerOf(word))
        ? undefined
        : `${hex(page)} belongs to party ${ownerOf(word)}`,
  },
  {
    number: 3,
    id: 'pages-reachable',
    what: 'Every page that somebody owns can be accessed by its owner, or comes back from a transaction that there is.',
    source: 'users 3.1 (3)',
    page(books, page, word) {
      if (word === 0) return undefined;
      const transaction = transactionOf(word);
      if (transaction === 0) return rightsOf(word) === 0 ? `nobody can access ${hex(page)}` : undefined;
      return books.isLive(transaction)
        ? undefined
        : `${hex(page)} is held by transaction ${transaction}, which is over`;
    },
  },
  {
    number: 4,
    id: 'one-owner',
    what: 'Every page has one owner: the page and the transaction that holds it name the same.',
    source: 'users 3.1 (4)',
    page(books, page, word) {
      const transaction = books.liveHolder(word);
      if (transaction === 0) return undefined;
      const owner = books.stand.built.ledger.transactions.owner[transaction];
      return owner === ownerOf(word)
        ? undefined
        : `${hex(page)} belongs to ${ownerOf(word)}, its transaction to ${owner}`;
    },
  },
  {
    number: 5,
    id: 'accessors-bounded',
    what: 'A page has at most one accessor more than the transaction that holds it has receivers.',
    source: 'users 3.1 (5)',
    page(books, page, word) {
      const count = books.accessors(page).length;
      const most = 1 + books.receiversOf(word);
      return count <= most ? undefined : `${count} have access to ${hex(page)}, at most ${most} may`;
    },
  },
  {
    number: 6,
    id: 'manager-keeps-its-own',
    what: "The manager's own pages, which nobody owned in the beginning, stay as they are.",
    source: 'users 3.1 (6)',
    page: (books, page, word) =>
      (books.first[page] === 0) === (word === 0)
        ? undefined
        : `${hex(page)} ${word === 0 ? 'is lost' : "was the manager's own"}`,
  },
  {
    number: 7,
    id: 'manager-alone',
    what: "Nobody can access the manager's own pages.",
    source: 'users 3.1 (7)',
    page: (books, page) =>
      books.first[page] === 0 && books.accessors(page).length !== 0
        ? `${hex(page)} is the manager's own`
        : undefined,
  },
  {
    number: 11,
    id: 'devices-have-one-user',
    what: 'A page of a device is with its owner or with the one it is lent to, never with both, unless a parcel of Gunyah shares it.',
    source: 'users 3.1 (11), conformance 5.25, gunyah 9.1 11',
    relies: ['send/device-operation'],
    page(books, page, word) {
      if (!isDevice(word) || books.isParcel(word)) return undefined;
      const count = books.accessors(page).length;
      return count <= 1 ? undefined : `${count} have access to ${hex(page)} of a device`;
    },
  },
  {
    number: 12,
    id: 'holds-counted',
    what: 'A transaction counts as many holders as there are receivers with the memory, and none has it more often than allowed.',
    source: 'users 3.1 (12), conformance 5.16',
    page(books, _, word) {
      const transaction = books.liveHolder(word);
      if (transaction === 0) return undefined;
      const { transactions, borrowers } = books.stand.built.ledger;
      const most = books.stand.built.spmc.state.limits.retrievals;
      let holders = 0;
      for (const row of books.borrowersOf(transaction)) {
        if (borrowers.holds[row] !== 0) holders++;
        if (borrowers.holds[row] > most)
          return `transaction ${transaction} is held ${borrowers.holds[row]} times by one`;
      }
      const counted = transactions.holders[transaction];
      return counted === holders
        ? undefined
        : `transaction ${transaction} counts ${counted} holders, and has ${holders}`;
    },
  },
  {
    number: 15,
    id: 'within-grant',
    what: 'A borrower can do no more with a page than the lender granted, and no more than the lender could.',
    source: 'users 3.1 (15), requirements QC1',
    relies: ['send/permission-exceeds-owner', 'retrieve/data-exceeds', 'retrieve/execute-exceeds-owner'],
    page(books, page, word) {
      const transaction = books.liveHolder(word);
      if (transaction === 0) return undefined;
      const { borrowers } = books.stand.built.ledger;
      for (const row of books.borrowersOf(transaction)) {
        if (borrowers.holds[row] === 0) continue;
        const most = borrowers.ceiling[row] & rightsOf(word);
        if ((borrowers.rights[row] & ~most) !== 0)
          return `${hex(page)}: a borrower has ${borrowers.rights[row]} of ${most}`;
      }
      return undefined;
    },
  },
  {
    number: 16,
    id: 'lender-keeps-out',
    what: 'The owner of a page that is lent or about to be donated cannot access it.',
    source: 'users 3.1 (16), conformance 5.24',
    page(books, page, word) {
      if (!books.isLentAway(word)) return undefined;
      const rights = books.stand.built.ledger.rights(ownerOf(word), page);
      return rights === 0 ? undefined : `${books.ownerName(word)} can access ${hex(page)}, which is lent`;
    },
  },
  {
    number: 18,
    id: 'pages-stay-what-they-are',
    what: 'There are as many pages of each kind as in the beginning: none becomes secure or a device, none is lost, and what transactions hold adds up.',
    source: 'users 3.1 (18)',
    page: (books, page, word) =>
      isSecure(word) === isSecure(books.first[page]) && isDevice(word) === isDevice(books.first[page])
        ? undefined
        : `${hex(page)} is of another kind than in the beginning`,
    whole(books) {
      const { ledger } = books.stand.built;
      const held = new Map<number, number>();
      for (const { word, pages } of ledger.map.runs()) {
        const transaction = transactionOf(word);
        if (transaction !== 0) held.set(transaction, (held.get(transaction) ?? 0) + pages);
      }
      for (const [transaction, pages] of held)
        if (pages !== ledger.transactions.pages[transaction])
          return `transaction ${transaction} has ${ledger.transactions.pages[transaction]} pages and holds ${pages}`;
      return undefined;
    },
  },
];
