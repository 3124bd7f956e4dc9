import type { RecordedEvent } from '../decode/recorded-event.ts';
import { type TracedTransaction, TracedTransactions } from '../trace/transactions.ts';
import { eventName } from './event-words.ts';
import { nameIn } from './name-in.ts';
import { type TracedParcel, TracedParcels } from './parcels.ts';
import { sameName, type TransactionName } from './transaction-name.ts';

/** A transaction of FF-A, or a parcel of Gunyah's resource manager, from its send to its end. Events are counted from 0. */
export interface TransactionLife extends TransactionName {
  readonly send: TracedTransaction['send'];
  readonly sender: string;
  readonly pages: number;
  /** The event that made it live. */
  readonly begin: number;
  /** The event that ended it; absent while nobody has. */
  readonly end?: number;
  /** The events that brought its descriptor, part by part. */
  readonly parts: readonly number[];
  /** Who took it and gave it back. */
  readonly steps: readonly LifeStep[];
}

export interface LifeStep {
  readonly event: number;
  readonly step: 'retrieved' | 'relinquished' | 'accepted' | 'released';
  readonly by: string;
}

/** Collects what becomes of transactions. */
export class TransactionLives {
  readonly #traced = new TracedTransactions();
  readonly #parcels = new TracedParcels();
  readonly #lives: TransactionLife[] = [];
  /** The numbers of those that are not over. */
  readonly #numbers = new Map<TracedTransaction | TracedParcel, number>();
  /** The events of descriptors that are not whole yet, by their handles. */
  readonly #arriving = new Map<bigint, number[]>();

  /** In the order in which they begin. */
  get all(): readonly TransactionLife[] {
    return this.#lives;
  }

  /** Takes the next event. Returns the transaction that it made live, or made larger, if any. */
  follow(event: RecordedEvent, number: number): TransactionLife | undefined {
    this.#arrive(event, number);
    const parcel = this.#parcel(event, number);
    return this.#transaction(event, number) ?? parcel;
  }

  #transaction(event: RecordedEvent, number: number): TransactionLife | undefined {
    let begun: TransactionLife | undefined;
    const told = this.#traced.follow(event);
    for (const { step, transaction } of told) {
      const { handle, send, pages } = transaction;
      if (step === 'begins') {
        const parts = this.#arriving.get(handle) ?? [number];
        this.#arriving.delete(handle);
        const sender = event.caller;
        begun = { protocol: 'ffa', handle, send, sender, pages, begin: number, parts, steps: [] };
        this.#begin(transaction, begun);
      } else if (step === 'ends') this.#change(transaction, { end: number });
      else this.#step(transaction, { event: number, step, by: event.caller });
    }
    for (const { step, transaction } of told) if (step === 'ends') this.#numbers.delete(transaction);
    return begun;
  }

  #parcel(event: RecordedEvent, number: number): TransactionLife | undefined {
    let claims: TransactionLife | undefined;
    const told = this.#parcels.follow(event);
    for (const { step, parcel, by, pages } of told) {
      const { handle, send, owner: sender } = parcel;
      if (step === 'begins') {
        claims = {
          protocol: 'gunyah',
          handle,
          send,
          sender,
          pages,
          begin: number,
          parts: [number],
          steps: [],
        };
        this.#begin(parcel, claims);
      } else if (step === 'appended') {
        const life = this.#lives[this.#numbers.get(parcel) ?? -1];
        claims = this.#change(parcel, { pages: life.pages + pages, parts: [...life.parts, number] });
      } else if (step === 'ends') this.#change(parcel, { end: number });
      else this.#step(parcel, { event: number, step, by });
    }
    for (const { step, parcel } of told) if (step === 'ends') this.#numbers.delete(parcel);
    return claims;
  }

  /** Notes which events carry parts of a descriptor. */
  #arrive(event: RecordedEvent, number: number): void {
    const name = eventName(event);
    const first = FIRST_PARTS.has(name);
    if (!first && name !== 'FFA_MEM_FRAG_TX') return;
    const handle = event.kind === 'call' ? nameIn(event)?.handle : undefined;
    if (handle === undefined) return;
    this.#arriving.set(handle, [...(first ? [] : (this.#arriving.get(handle) ?? [])), number]);
  }

  #begin(traced: TracedTransaction | TracedParcel, life: TransactionLife): void {
    this.#numbers.set(traced, this.#lives.push(life) - 1);
  }

  #change(traced: TracedTransaction | TracedParcel, change: Partial<TransactionLife>): TransactionLife {
    const number = this.#numbers.get(traced) ?? -1;
    this.#lives[number] = { ...this.#lives[number], ...change };
    return this.#lives[number];
  }

  #step(traced: TracedTransaction | TracedParcel, step: LifeStep): void {
    const { steps } = this.#lives[this.#numbers.get(traced) ?? -1];
    this.#change(traced, { steps: [...steps, step] });
  }
}

const FIRST_PARTS: ReadonlySet<string> = new Set(['FFA_MEM_SHARE', 'FFA_MEM_LEND', 'FFA_MEM_DONATE']);

/** Who has taken a transaction and not given it back, before an event; each with the step that took it last. */
export function borrowersAt({ steps }: TransactionLife, event: number): readonly LifeStep[] {
  const has = new Map<string, LifeStep>();
  for (const step of steps) {
    if (step.event >= event) break;
    if (step.step === 'retrieved' || step.step === 'accepted') has.set(step.by, step);
    else has.delete(step.by);
  }
  return [...has.values()];
}

/** The number of the transaction that had a name before an event, of several the last; -1 for none. */
export function numberOf(lives: readonly TransactionLife[], name: TransactionName, event: number): number {
  return lives.findLastIndex((life) => life.begin < event && sameName(life, name));
}
