import { KIND } from '../memory/ledger-tables.ts';

/** What holds a run of pages. */
export interface Hold {
  readonly kind: 'share' | 'lend' | 'donate' | 'mailbox';
  /** 0 for a mailbox. */
  readonly handle: bigint;
  /** Set for a parcel of Gunyah's resource manager. */
  readonly protocol?: 'gunyah';
  /** The call that made it so. */
  readonly since: number;
}

/** What a transaction of a kind of the ledger is to the pages that it holds. */
export const HOLD_OF_KIND: Readonly<Record<number, Hold['kind']>> = {
  [KIND.SHARE]: 'share',
  [KIND.LEND]: 'lend',
  [KIND.DONATE]: 'donate',
  [KIND.PIN]: 'mailbox',
};
