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

/** A life that goes on: what comes is added to it where it is, for a transaction may be taken and given back without end. */
interface OpenLife extends TransactionLife {
  pages: number;
  end?: number;
  readonly parts: number[];
  readonly steps: LifeStep[];
}

/** Collects what becomes of transactions. */
export class TransactionLives {
  readonly #traced = new TracedTransactions();
  readonly #parcels = new TracedParcels();
  readonly #lives: TransactionLife[] = [];
  /** Those that are not over. */
  readonly #open = new Map<TracedTransaction | TracedParcel, OpenLife>();
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
        const name = { protocol: 'ffa', handle, send, sender: event.caller } as const;
        begun = this.#begin(transaction, { ...name, pages, begin: number, parts, steps: [] });
      } else if (step === 'ends') this.#end(transaction, number);
      else this.#open.get(transaction)?.steps.push({ event: number, step, by: event.caller });
    }
    for (const { step, transaction } of told) if (step === 'ends') this.#open.delete(transaction);
    return begun;
  }

  #parcel(event: RecordedEvent, number: number): TransactionLife | undefined {
    let claims: TransactionLife | undefined;
    const told = this.#parcels.follow(event);
    for (const { step, parcel, by, pages } of told) {
      const { handle, send, owner: sender } = parcel;
      const life = this.#open.get(parcel);
      if (step === 'begins') {
        const name = { protocol: 'gunyah', handle, send, sender } as const;
        claims = this.#begin(parcel, { ...name, pages, begin: number, parts: [number], steps: [] });
      } else if (step === 'ends') this.#end(parcel, number);
      else if (step !== 'appended') life?.steps.push({ event: number, step, by });
      else if (life !== undefined) {
        life.pages += pages;
        life.parts.push(number);
        claims = life;
      }
    }
    for (const { step, parcel } of told) if (step === 'ends') this.#open.delete(parcel);
    return claims;
  }

  /** Notes which events carry parts of a descriptor. */
  #arrive(event: RecordedEvent, number: number): void {
    const name = eventName(event);
    const first = FIRST_PARTS.has(name);
    if (!first && name !== 'FFA_MEM_FRAG_TX') return;
    const handle = event.kind === 'call' ? nameIn(event)?.handle : undefined;
    if (handle === undefined) return;
    const arrived = this.#arriving.get(handle);
    if (first || arrived === undefined) this.#arriving.set(handle, [number]);
    else arrived.push(number);
  }

  #begin(traced: TracedTransaction | TracedParcel, life: OpenLife): TransactionLife {
    this.#open.set(traced, life);
    this.#lives.push(life);
    return life;
  }

  #end(traced: TracedTransaction | TracedParcel, event: number): void {
    const life = this.#open.get(traced);
    if (life !== undefined) life.end = event;
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
