import type { RecordedEvent } from '../decode/recorded-event.ts';
import { TracedTransactions, type TransactionStep } from '../trace/transactions.ts';

/** A transaction from its send to its end. Events are counted from 0. */
export interface TransactionLife {
  readonly handle: bigint;
  readonly send: TransactionStep['transaction']['send'];
  readonly sender: string;
  readonly pages: number;
  /** The event that made it live. */
  readonly begin: number;
  /** The event that ended it; absent while nobody has. */
  readonly end?: number;
  /** Who retrieved and relinquished it. */
  readonly steps: readonly LifeStep[];
}

export interface LifeStep {
  readonly event: number;
  readonly step: 'retrieved' | 'relinquished';
  readonly by: string;
}

/** Collects what becomes of transactions. */
export class TransactionLives {
  readonly #traced = new TracedTransactions();
  readonly #lives: TransactionLife[] = [];
  /** By the number that a follower of transactions gives them, which counts from 1. */
  readonly #steps: LifeStep[][] = [];

  get all(): readonly TransactionLife[] {
    return this.#lives;
  }

  /** Takes the next event. Returns the transaction that it made live, if any. */
  follow(event: RecordedEvent, number: number): TransactionLife | undefined {
    let begun: TransactionLife | undefined;
    for (const { step, transaction } of this.#traced.follow(event)) {
      const { id, handle, send, pages } = transaction;
      if (step === 'begins') {
        const steps: LifeStep[] = [];
        begun = { handle, send, sender: event.caller, pages, begin: number, steps };
        this.#steps[id] = steps;
        this.#lives[id - 1] = begun;
      } else if (step === 'ends') this.#lives[id - 1] = { ...this.#lives[id - 1], end: number };
      else this.#steps[id].push({ event: number, step, by: event.caller });
    }
    return begun;
  }
}

/** Who has retrieved a transaction and not relinquished it, before an event; each with its last retrieval. */
export function borrowersAt({ steps }: TransactionLife, event: number): readonly LifeStep[] {
  const has = new Map<string, LifeStep>();
  for (const step of steps) {
    if (step.event >= event) break;
    if (step.step === 'retrieved') has.set(step.by, step);
    else has.delete(step.by);
  }
  return [...has.values()];
}

/** The transaction that had a handle before an event; of several the last. */
export function transactionOf(
  lives: readonly TransactionLife[],
  handle: bigint,
  event: number,
): TransactionLife | undefined {
  return lives.findLast((life) => life.handle === handle && life.begin < event);
}
