import { ownerHasAccess, type PageState } from '../../../core/timeline/page-states.ts';

/** How access to a page is hatched, the least remarkable first: where a cell stands for many pages, the most remarkable is seen. */
export const ACCESS = ['unknown', 'own', 'mailbox', 'shared', 'waiting', 'lent'] as const;

export type Access = (typeof ACCESS)[number];

/** What access is called in legends. */
export const ACCESS_WORDS: Readonly<Record<Access, string>> = {
  unknown: 'nobody is known to own it',
  own: 'its owner alone',
  mailbox: 'an RX/TX buffer',
  shared: 'its owner, and who borrows it',
  waiting: 'sent, and not retrieved',
  lent: 'who borrows it, and not its owner',
};

/** What states of pages look like, by their numbers. There may be a state for every transaction, so these are arrays. */
export interface MapStates {
  /** The lane of the owner, which has a colour; -1 for none. */
  readonly owner: Int32Array<ArrayBuffer>;
  /** Indices into ACCESS. */
  readonly access: Uint8Array<ArrayBuffer>;
}

export function mapStatesOf(states: readonly PageState[], lanes: readonly string[]): MapStates {
  const numbers = new Map(lanes.map((name, lane) => [name, lane]));
  return {
    owner: Int32Array.from(states, ({ owner }) => numbers.get(owner) ?? -1),
    access: Uint8Array.from(states, (state) => ACCESS.indexOf(accessOf(state))),
  };
}

/** Who may use a page. */
export function accessOf(state: PageState): Access {
  const { owner, holds, borrowers } = state;
  if (owner === '') return 'unknown';
  const hold = holds.at(-1);
  if (hold === undefined) return borrowers.length > 0 ? 'shared' : 'own';
  if (hold.kind === 'mailbox') return 'mailbox';
  if (borrowers.length === 0) return 'waiting';
  return ownerHasAccess(state) ? 'shared' : 'lent';
}
