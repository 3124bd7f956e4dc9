import type { Operation } from '../model/operation.ts';
import type { Swap } from './symmetry.ts';
import { isOfVm, type VmDeed } from './vm-deeds.ts';

/**
 * Something that can be done in a world, in the world's words: endpoints and page groups by their places in its lists, transactions by their
 * places in the state. So it can be said what the deed is when everybody has taken somebody else's place.
 */
export type Deed =
  | SendDeed
  | FragmentDeed
  | RetrieveDeed
  | FetchDeed
  | GiveBackDeed
  | ReclaimDeed
  | OwnDeed
  | FillDeed
  | VmDeed;

export interface SendDeed {
  readonly do: 'send';
  readonly by: number;
  readonly operation: Operation;
  readonly to: readonly number[];
  /** The access permissions of every receiver, as in an access descriptor. */
  readonly permissions: number;
  readonly flags: number;
  /** Groups of pages, in the order of the constituents. */
  readonly groups: readonly number[];
  /** How many constituents come with the call; all where nothing is said. */
  readonly first?: number;
}

/** More constituents of a send: the pages of some groups. */
export interface FragmentDeed {
  readonly do: 'fragment';
  readonly by: number;
  readonly of: number;
  readonly groups: readonly number[];
}

export interface RetrieveDeed {
  readonly do: 'retrieve';
  readonly by: number;
  readonly of: number;
  /** Whom the request names as the sender. */
  readonly sender: number;
  /** Who is listed, in this order. */
  readonly listed: readonly number[];
  readonly permissions: number;
  readonly flags: number;
  /** RX is given back at once, in the same move. */
  readonly release?: true;
}

/** The next fragment of a response. */
export interface FetchDeed {
  readonly do: 'fetch';
  readonly by: number;
  readonly of: number;
  /** Bytes. */
  readonly offset: number;
  readonly release?: true;
}

export interface GiveBackDeed {
  readonly do: 'relinquish';
  readonly by: number;
  readonly of: number;
  readonly flags: number;
}

export interface ReclaimDeed {
  readonly do: 'reclaim';
  readonly by: number;
  readonly of: number;
  readonly flags: number;
}

/** Something about whoever does it alone. */
export interface OwnDeed {
  readonly do: 'release' | 'die' | 'unmap' | 'map';
  readonly by: number;
}

/** Writes to the first page of a group. */
export interface FillDeed {
  readonly do: 'fill';
  readonly by: number;
  readonly group: number;
}

/** In place of a transaction: a handle that nobody has. */
export const NOBODY = -1;

/** The deed when everybody has taken somebody else's place. */
export function swapped(deed: Deed, { endpoints, groups }: Swap): Deed {
  const places = (names: readonly number[], of: readonly number[]) => names.map((name) => of[name]);
  if (isOfVm(deed)) return 'groups' in deed ? { ...deed, groups: places(deed.groups, groups) } : deed;
  const by = endpoints[deed.by];
  switch (deed.do) {
    case 'send':
      return { ...deed, by, to: places(deed.to, endpoints), groups: places(deed.groups, groups) };
    case 'retrieve':
      return { ...deed, by, sender: endpoints[deed.sender], listed: places(deed.listed, endpoints) };
    case 'fragment':
      return { ...deed, by, groups: places(deed.groups, groups) };
    case 'fill':
      return { ...deed, by, group: groups[deed.group] };
    default:
      return { ...deed, by };
  }
}
