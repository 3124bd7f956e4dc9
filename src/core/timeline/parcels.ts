import { pagesIn } from '../abi/pages.ts';
import { readNumber } from '../abi/structure.ts';
import type { RecordedChange, RecordedEvent, RecordedRequest } from '../decode/recorded-event.ts';
import { ACCEPT, APPEND, REPLY, RETURN } from '../gunyah/wire/layouts.ts';
import { REQUEST } from '../gunyah/wire/messages.ts';
import { ACCEPT_FLAG } from '../gunyah/wire/values.ts';
import { PAGE_SIZE } from '../memory/pages.ts';
import { nameIn } from './name-in.ts';

/** A parcel of Gunyah's resource manager. */
export interface TracedParcel {
  readonly handle: bigint;
  readonly send: 'share' | 'lend' | 'donate';
  readonly owner: string;
}

/** Something that happens to a parcel: it begins with its first regions, and more may be appended. */
export interface ParcelStep {
  readonly step: 'begins' | 'appended' | 'accepted' | 'released' | 'ends';
  readonly parcel: TracedParcel;
  readonly by: string;
  /** Pages that came with it. */
  readonly pages: number;
}

const SENDS: ReadonlyMap<number, TracedParcel['send']> = new Map([
  [REQUEST.SHARE.id, 'share'],
  [REQUEST.LEND.id, 'lend'],
  [REQUEST.DONATE.id, 'donate'],
]);

/**
 * Follows parcels from the request that makes them to their end. Who accepts and releases is told by requests, and by pages that are mapped and
 * unmapped where a VM starts or dies; that a parcel is over, by pages that are its owner's again or somebody else's.
 */
export class TracedParcels {
  readonly #live = new Map<bigint, TracedParcel>();
  /** The pages of each live parcel. */
  readonly #runs = new Map<TracedParcel, readonly RecordedChange[]>();

  follow(event: RecordedEvent): readonly ParcelStep[] {
    const asked = event.kind === 'request' && isServed(event) ? this.#asked(event) : [];
    const begun = asked.filter(({ step }) => step === 'begins' || step === 'appended');
    const changes = 'changes' in event ? event.changes : [];
    for (const { parcel } of begun)
      this.#runs.set(parcel, [...(this.#runs.get(parcel) ?? []), ...changes.filter(isClaim)]);
    const told = [...asked, ...changes.flatMap((change) => this.#changed(change))];
    const steps = told.filter((one, at) => told.findIndex((other) => isSame(one, other)) === at);
    for (const { step, parcel } of steps) if (step === 'ends') this.#forget(parcel);
    return steps;
  }

  /** What a request that was served says by itself. */
  #asked(request: RecordedRequest): readonly ParcelStep[] {
    const { id, payload, caller: by, changes } = request;
    const handle = nameIn(request)?.handle;
    const send = SENDS.get(id);
    if (handle === undefined) return [];
    if (send !== undefined) {
      const parcel = { handle, send, owner: by };
      this.#live.set(handle, parcel);
      return [{ step: 'begins', parcel, by, pages: pagesIn(changes.filter(isClaim)) }];
    }
    const parcel = this.#live.get(handle);
    const step = stepOf(id, payload);
    if (parcel === undefined || step === undefined) return [];
    return [{ step, parcel, by, pages: step === 'appended' ? pagesIn(changes.filter(isClaim)) : 0 }];
  }

  /** What a change says of the parcels whose pages it changes. */
  #changed(change: RecordedChange): readonly ParcelStep[] {
    const step = STEP_OF[change.change];
    if (step === undefined) return [];
    const touched = [...this.#runs].filter(([, runs]) => runs.some((run) => overlap(run, change)));
    return touched.map(([parcel]) => ({ step, parcel, by: change.party, pages: 0 }));
  }

  #forget(parcel: TracedParcel): void {
    this.#runs.delete(parcel);
    if (this.#live.get(parcel.handle) === parcel) this.#live.delete(parcel.handle);
  }
}

const STEP_OF: Readonly<Record<string, ParcelStep['step']>> = {
  mapped: 'accepted',
  unmapped: 'released',
  returned: 'ends',
  transferred: 'ends',
};

function stepOf(id: number, payload: Uint8Array): ParcelStep['step'] | undefined {
  switch (id) {
    case REQUEST.APPEND.id:
      return payload.length < APPEND.size ? undefined : 'appended';
    case REQUEST.ACCEPT.id: {
      const flags = payload.length < ACCEPT.size ? 0 : readNumber(payload, 0, ACCEPT.fields.flags);
      return (flags & ACCEPT_FLAG.DONE) === 0 ? undefined : 'accepted';
    }
    case REQUEST.RELEASE.id:
      return 'released';
    case REQUEST.RECLAIM.id:
      return payload.length < RETURN.size ? undefined : 'ends';
    default:
      return undefined;
  }
}

/** Whether a request was answered without an error. */
function isServed({ reply }: RecordedRequest): boolean {
  return reply.length >= REPLY.size && readNumber(reply, 0, REPLY.fields.error) === 0;
}

function isClaim({ change }: RecordedChange): boolean {
  return change === 'claimed';
}

/** Where a parcel ends, it does so once, whoever is told of. */
function isSame(left: ParcelStep, right: ParcelStep): boolean {
  return (
    left.step === right.step && left.parcel === right.parcel && (left.step === 'ends' || left.by === right.by)
  );
}

function overlap(left: RecordedChange, right: RecordedChange): boolean {
  const [from, to] = [Number(left.address), Number(right.address)];
  return from < to + right.pages * PAGE_SIZE && to < from + left.pages * PAGE_SIZE;
}
