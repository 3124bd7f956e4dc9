import { ownerOf } from '../../memory/page-word.ts';
import type { Stand } from '../stand.ts';
import { MEANING } from './columns.ts';

/** Pages that always go together and look alike: moves name them by their place in the list of a world. */
export interface PageGroup {
  readonly page: number;
  readonly pages: number;
  /** They are a buffer of messages: what is in it decides nothing, because whoever uses one writes to it first. */
  readonly buffer?: true;
}

/** Who takes whose place, by their places in the list of partitions, and in the list of page groups. */
export interface Swap {
  readonly endpoints: readonly number[];
  readonly groups: readonly number[];
}

const OWNER_SHIFT = 21;
const OWNER_MASK = 0x3ff << OWNER_SHIFT;

/** A swap, for every way in which a state names endpoints and pages. */
export class Symmetry {
  readonly swap: Swap;
  private readonly slots: ReadonlyMap<number, number>;
  private readonly ids: ReadonlyMap<number, number>;
  private readonly parties: ReadonlyMap<number, number>;
  private readonly groups: readonly PageGroup[];

  constructor({ actors }: Stand, groups: readonly PageGroup[], swap: Swap) {
    this.swap = swap;
    this.groups = groups;
    const names = (of: 'slot' | 'id' | 'party') =>
      new Map(actors.map((actor, place) => [actor[of], actors[swap.endpoints[place]][of]]));
    this.slots = names('slot');
    this.ids = names('id');
    this.parties = names('party');
  }

  /** What a value of a state is when everybody has taken their new places. */
  of(value: number, meaning: number): number {
    switch (meaning) {
      case MEANING.SLOT:
        return this.slots.get(value) ?? value;
      case MEANING.ID:
        return this.ids.get(value) ?? value;
      case MEANING.PARTY:
        return this.parties.get(value) ?? value;
      case MEANING.PAGE:
        return this.page(value);
      case MEANING.WORD: {
        const owner = ownerOf(value);
        return (value & ~OWNER_MASK) | ((this.parties.get(owner) ?? owner) << OWNER_SHIFT);
      }
      default:
        return value;
    }
  }

  private page(value: number): number {
    const place = this.groups.findIndex(({ page, pages }) => value >= page && value < page + pages);
    if (place < 0) return value;
    return value - this.groups[place].page + this.groups[this.swap.groups[place]].page;
  }
}

/** The swap that undoes another. */
export function inverse({ endpoints, groups }: Swap): Swap {
  const back = (places: readonly number[]) => places.map((_, place) => places.indexOf(place));
  return { endpoints: back(endpoints), groups: back(groups) };
}
