/** What holds a page. */
export interface PageHold {
  readonly kind: HoldKind;
  /** The event that made it so. */
  readonly since: number;
}

export type HoldKind = 'share' | 'lend' | 'donate' | 'mailbox' | 'other';

/** Whose a page is and who may use it, as far as is known. */
export interface PageState {
  /** '' where nobody knows, or nobody owns it. */
  readonly owner: string;
  /** The innermost last: what a mediator notes of a page lies below what its manager does. */
  readonly holds: readonly PageHold[];
  /** Who has retrieved it, in that order. */
  readonly borrowers: readonly string[];
}

/** Nothing is known of the page, and nothing has happened to it: a page that is known to be nobody's is in another state. */
export const UNKNOWN = 0;

/** Every state that pages were in, by number: many pages are alike. */
export class PageStates {
  /** Begins with the state UNKNOWN, which nothing leads back to. */
  readonly #list: PageState[] = [{ owner: '', holds: [], borrowers: [] }];
  readonly #numbers = new Map<string, number>();

  get all(): readonly PageState[] {
    return this.#list;
  }

  numberOf(state: PageState): number {
    const key = JSON.stringify([
      state.owner,
      state.holds.map(({ kind, since }) => [kind, since]),
      state.borrowers,
    ]);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#list.length);
    return this.#list.push(state) - 1;
  }

  /** The state after a change that an event made. What recordings of the future call otherwise changes nothing. */
  after(number: number, change: string, party: string, hold: PageHold): number {
    const state = this.#list[number];
    switch (change) {
      case 'claimed':
        return this.numberOf({ ...state, owner: party, holds: [...state.holds, hold] });
      case 'mapped':
        return this.numberOf({ ...state, borrowers: [...without(state.borrowers, party), party] });
      case 'unmapped':
        return state.borrowers.includes(party)
          ? this.numberOf({ ...state, borrowers: without(state.borrowers, party) })
          : number;
      case 'returned':
        return this.numberOf({ ...state, owner: party, holds: state.holds.slice(0, -1) });
      case 'transferred':
        return this.numberOf({ owner: party, holds: [], borrowers: [] });
      default:
        return number;
    }
  }
}

/** Whether the owner may use a page itself. */
export function ownerHasAccess({ holds }: PageState): boolean {
  return holds.every(({ kind }) => kind === 'share' || kind === 'mailbox' || kind === 'other');
}

function without(names: readonly string[], name: string): readonly string[] {
  return names.filter((each) => each !== name);
}
