import { NO_PAGE, ownerOf, transactionOf } from './page-word.ts';

/** Why pages could not be claimed for a transaction. */
export const OBSTACLE = {
  NONE: 0,
  /** The owner's view has nothing at that address, or the page belongs to nobody. */
  UNMAPPED: 1,
  /** The page belongs to another party, who may have lent it to the one who claims. */
  NOT_OWNER: 2,
  /** Another transaction holds the page. */
  HELD: 3,
  /** The same transaction holds the page already: its extents overlap. */
  OVERLAP: 4,
  /** The page is the owner's, but of another class than the pages before it. */
  MIXED: 5,
  /** Nothing is wrong with the page, but the page map has no room to mark it. */
  NO_ROOM: 6,
} as const;

export type Obstacle = (typeof OBSTACLE)[keyof typeof OBSTACLE];

/**
 * What keeps a page from being claimed for a transaction: `word` is the page's, -1 where the view has nothing;
 * `wanted` the class word that all pages of the transaction have.
 */
export function obstacleIn(word: number, transaction: number, wanted: number): Obstacle {
  if (word === wanted) return OBSTACLE.NO_ROOM;
  if (word === -1 || word === NO_PAGE) return OBSTACLE.UNMAPPED;
  const holder = transactionOf(word);
  if (holder === transaction) return OBSTACLE.OVERLAP;
  if (ownerOf(word) !== ownerOf(wanted)) return OBSTACLE.NOT_OWNER;
  return holder === 0 ? OBSTACLE.MIXED : OBSTACLE.HELD;
}
