/**
 * Every number that bounds what callers can make a manager hold. All are configurable; tests stand at N and N + 1.
 */
export interface Limits {
  /** Receivers of one transaction. */
  readonly receivers: number;
  /** Live transactions of all endpoints together, unfinished sends included. */
  readonly transactions: number;
  /** Live transactions one endpoint may have sent. */
  readonly transactionsPerEndpoint: number;
  /** Sends of one endpoint whose fragments are still arriving. */
  readonly unfinishedSends: number;
  /** Pages of one transaction. */
  readonly pagesPerSend: number;
  /** Constituents of all live transactions together. */
  readonly constituents: number;
  /** Constituents of the live transactions that one endpoint sent. */
  readonly constituentsPerEndpoint: number;
  /** Receivers of all live transactions together. */
  readonly borrowers: number;
  /**
   * How often a borrower may retrieve the same memory without relinquishing it. 2^(k + 1) - 1 for some k, because
   * FFA_FEATURES reports k.
   */
  readonly retrievals: number;
  /** Pages of one RX or TX buffer. */
  readonly mailboxPages: number;
  /** Endpoints the manager can know. */
  readonly endpoints: number;
  /** Execution contexts of all endpoints together. */
  readonly contexts: number;
  /** Descriptions of secure partitions that a mediator keeps. */
  readonly discovered: number;
  /** How often a mediator tries again to tell one secure partition of a guest that came or went. */
  readonly eventRepeats: number;
  /** How often a mediator tries again to have back what a guest that is gone had sent. */
  readonly teardownTries: number;
  /** The longest pause between two of these tries, in ticks. The first is one tick, and each next one twice as long. */
  readonly teardownPause: number;
  /** Tables of 512 words that the page map may use. */
  readonly pageTables: number;
}

export const DEFAULT_LIMITS: Limits = {
  receivers: 32,
  transactions: 1024,
  transactionsPerEndpoint: 512,
  unfinishedSends: 8,
  pagesPerSend: 0xffff_ffff,
  constituents: 65_536,
  constituentsPerEndpoint: 32_768,
  borrowers: 4096,
  retrievals: 1,
  mailboxPages: 16,
  endpoints: 64,
  contexts: 256,
  discovered: 63,
  eventRepeats: 10,
  teardownTries: 16,
  teardownPause: 64,
  pageTables: 4096,
};
