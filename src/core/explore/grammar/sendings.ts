import type { Operation } from '../model/operation.ts';
import type { Range } from './words.ts';

/** A send that was accepted, as those remember it who use it later. */
export interface Sending {
  readonly as: number;
  /** Who sent it, by place, and the id it gave. */
  readonly by: number;
  readonly sender: number;
  readonly operation: Operation;
  readonly receivers: readonly number[];
  readonly permissions: number;
  readonly flags: number;
  readonly tag: number;
  readonly impdef: number;
  /** It has more constituents than fit into a page. */
  readonly isLong: boolean;
  /** Constituents that have not been sent yet. */
  rest: readonly Range[];
}

/** How many are remembered. Old ones stay among them for a while after their end, so that dead handles are used, too. */
const KEPT = 24;

/** The sends of a walk. */
export class Sendings {
  readonly all: Sending[] = [];

  add(sending: Sending): void {
    this.all.push(sending);
    if (this.all.length > KEPT) this.all.shift();
  }

  find(as: number): Sending | undefined {
    return this.all.find((each) => each.as === as);
  }

  forget(as: number): void {
    const at = this.all.findIndex((each) => each.as === as);
    if (at >= 0) this.all.splice(at, 1);
  }
}
