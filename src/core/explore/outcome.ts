import type { Frame } from '../abi/frame.ts';
import type { Change } from '../memory/observer.ts';
import type { Manager } from '../spmc/manager.ts';
import type { Exchange } from './vm-stand.ts';

/** A partition as moves name it, by its place in the list, with one of its execution contexts: the first, where nothing else is said. */
export interface Actor {
  readonly name: string;
  readonly id: number;
  /** Who serves its calls: the partition manager, or the hypervisor whose guest it is. */
  readonly manager: Manager;
  readonly place: number;
  readonly vcpu: number;
  /** Its numbers there: of the endpoint, and of the context. */
  readonly slot: number;
  readonly context: number;
  /** The context by the partition manager's numbers. */
  readonly seat: number;
  readonly party: number;
  readonly secure: boolean;
}

/** A change of pages that the ledger told of. */
export interface PageChange {
  readonly change: Change;
  readonly transaction: number;
  readonly party: number;
  readonly page: number;
  readonly pages: number;
}

/** What came of a move. */
export interface Outcome {
  /** Whether it could be made: nobody moves who is dead, or waits for somebody else. */
  readonly made: boolean;
  /** Who called. */
  readonly actor: Actor | undefined;
  /** The registers of the call, and of the answer. The answer is another's where the processor went on to somebody else. */
  readonly asked: Frame;
  readonly answer: Frame;
  /** Whether the answer is the caller's. */
  readonly answered: boolean;
  /** The context that goes on with the answer: the caller's or another's; 0 where nobody does. */
  readonly next: number;
  /** Whether the scheduler of the normal world was interrupted; undefined where somebody else sees to that. */
  readonly interrupts: boolean | undefined;
  /** The rule that was broken. */
  readonly rule: string | undefined;
  /** What a VM asked of the resource manager, and what came back. */
  readonly exchange?: Exchange;
}
