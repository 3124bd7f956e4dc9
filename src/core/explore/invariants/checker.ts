import type { Stand } from '../stand.ts';
import { Books } from './books.ts';
import type { Breach, Invariant } from './invariant.ts';
import { INVARIANTS } from './registry.ts';
import type { Seen } from './seen.ts';

type Page = Invariant & Required<Pick<Invariant, 'page'>>;
type OfMove = Invariant & Required<Pick<Invariant, 'move'>>;

const OF_A_PAGE = INVARIANTS.filter((each): each is Page => each.page !== undefined);
const OF_A_MOVE = INVARIANTS.filter((each): each is OfMove => each.move !== undefined);

/** Holds a stand against all invariants. */
export class Checker {
  readonly books: Books;

  constructor(stand: Stand) {
    this.books = new Books(stand);
  }

  /** After a move: what it may do, and the pages that it changed. Costs what changed. */
  after(seen: Seen): Breach | undefined {
    const { books } = this;
    for (const invariant of OF_A_MOVE) {
      const problem = invariant.move(books, seen);
      if (problem !== undefined) return { invariant, problem };
    }
    const { map } = books.stand.built.ledger;
    for (const { page, pages } of books.stand.changes) {
      for (let each = page; each < page + pages; each++) {
        books.told.add(each);
        books.everTold.add(each);
      }
      // A run that changed as a whole has one word. Its first page stands for all; an audit looks at each.
      const breach = this.page(page, map.get(page));
      if (breach !== undefined) return breach;
    }
    return undefined;
  }

  /** Everything, everywhere. */
  audit(): Breach | undefined {
    const { books } = this;
    const { map } = books.stand.built.ledger;
    for (const invariant of INVARIANTS) {
      const problem = invariant.whole?.(books);
      if (problem !== undefined) return { invariant, problem };
    }
    for (let page = 0; page < map.pages; page++) {
      const word = map.get(page);
      // Neighbours with one word and one past have one answer.
      if (page > 1 && word === map.get(page - 1) && books.first[page] === books.first[page - 1]) continue;
      const breach = this.page(page, word);
      if (breach !== undefined) return breach;
    }
    for (let page = 0; page < map.pages; page++) books.last[page] = map.get(page);
    books.told.clear();
    return undefined;
  }

  /** When everybody has died. */
  atTheEnd(): Breach | undefined {
    for (const invariant of INVARIANTS) {
      const problem = invariant.end?.(this.books);
      if (problem !== undefined) return { invariant, problem };
    }
    return this.audit();
  }

  private page(page: number, word: number): Breach | undefined {
    for (const invariant of OF_A_PAGE) {
      const problem = invariant.page(this.books, page, word);
      if (problem !== undefined) return { invariant, problem };
    }
    return undefined;
  }
}
