import type { MachineSpec } from '../../board/machine.ts';
import type { Stand } from '../stand.ts';
import { Books } from './books.ts';
import type { Breach, Invariant } from './invariant.ts';
import { OF_LAYERS } from './layers.ts';
import { INVARIANTS } from './registry.ts';
import type { Seen } from './seen.ts';

type Page = Invariant & Required<Pick<Invariant, 'page'>>;
type OfMove = Invariant & Required<Pick<Invariant, 'move'>>;

/** Holds a stand against all invariants, but for those that its profile is known not to keep. */
export class Checker {
  readonly books: Books;
  /** The invariants that hold under the stand's profile. */
  private readonly held: readonly Invariant[];
  private readonly ofPages: readonly Page[];
  private readonly ofMoves: readonly OfMove[];

  constructor(stand: Stand) {
    this.books = new Books(stand);
    this.held = heldOn(stand.spec);
    this.ofPages = this.held.filter((each): each is Page => each.page !== undefined);
    this.ofMoves = this.held.filter((each): each is OfMove => each.move !== undefined);
  }

  /** After a move: what it may do, and the pages that it changed. Costs what changed. */
  after(seen: Seen): Breach | undefined {
    const { books } = this;
    for (const invariant of this.ofMoves) {
      const problem = invariant.move(books, seen);
      if (problem !== undefined) return { invariant, problem };
    }
    const { map } = books.stand.built.ledger;
    for (const { page, pages } of books.stand.changes) {
      books.told.fill(1, page, page + pages);
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
    for (const invariant of this.held) {
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
    books.told.fill(0);
    books.sample = undefined;
    return undefined;
  }

  /** When everybody has died. */
  atTheEnd(): Breach | undefined {
    for (const invariant of this.held) {
      const problem = invariant.end?.(this.books);
      if (problem !== undefined) return { invariant, problem };
    }
    return this.audit();
  }

  private page(page: number, word: number): Breach | undefined {
    for (const invariant of this.ofPages) {
      const problem = invariant.page(this.books, page, word);
      if (problem !== undefined) return { invariant, problem };
    }
    return undefined;
  }
}

/** The invariants that a machine keeps: none of the rules that they rely on is switched off by a profile of a manager there. */
export function heldOn({
  profile,
  mediator,
}: Pick<MachineSpec, 'profile' | 'mediator'>): readonly Invariant[] {
  const profiles = mediator === undefined ? [profile] : [profile, mediator.profile];
  const missing = new Set(
    profiles.flatMap(({ deviations }) =>
      deviations.filter(({ enforced }) => enforced === false).map(({ rule }) => rule),
    ),
  );
  const all =
    mediator === undefined
      ? INVARIANTS
      : [...INVARIANTS.filter(({ unlessMediated }) => unlessMediated !== true), ...OF_LAYERS];
  return all.filter(({ relies = [] }) => !relies.some((rule) => missing.has(rule)));
}
