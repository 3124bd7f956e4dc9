import type { PageRun } from './page-pool.ts';

/** What one client has: a connection to `self`, and what came to it there. All of it ends with the connection. */
export class Session {
  /** Names the session on sockets of partitions. */
  readonly token: string;
  /** By their first address: pages that the session may send, read and write. */
  readonly allocations: Map<number, PageRun> = new Map();
  /** By handle: what it has sent. */
  readonly sends: Map<bigint, readonly PageRun[]> = new Map();
  /** By handle: what it has retrieved. */
  readonly retrievals: Map<bigint, readonly PageRun[]> = new Map();
  /** Pages of its allocations that belong to somebody else for good. */
  readonly donated: PageRun[] = [];
  /** How many tokens it has named that it was not given. */
  wrongTokens = 0;

  constructor(token: string) {
    this.token = token;
  }

  /** Pages that it has allocated. */
  get pages(): number {
    return [...this.allocations.values()].reduce((sum, { pages }) => sum + pages, 0);
  }

  /** Transactions that are not over. */
  get transactions(): number {
    return this.sends.size + this.retrievals.size;
  }
}
