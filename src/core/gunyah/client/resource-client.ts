import { readNumber } from '../../abi/structure.ts';
import { type Access, read, write } from '../../client/port.ts';
import { type Entries, encodeMessage } from '../wire/codec.ts';
import { HANDLE_REPLY, PLACED_REPLY, REGION, REPLY, VM_REPLY } from '../wire/layouts.ts';
import { type MessageShape, REQUEST } from '../wire/messages.ts';
import {
  ACCEPT_FLAG,
  ACCEPTED_FLAG,
  APPEND_FLAG,
  ATTRIBUTE,
  CREATE_FLAG,
  MEMORY_TYPE,
  NOTIFY_FLAG,
  RETURN_FLAG,
  TRANSFER,
} from '../wire/values.ts';
import { HalfParcelError, RmArgumentError, RmProtocolError } from './errors.ts';
import { RmLink, type SavedLink } from './link.ts';
import { checkParcel, type OwnParcel, portions, type Span } from './parcel.ts';
import type { VmProgram } from './port.ts';

const HANDLE_BYTES = HANDLE_REPLY.size - REPLY.size;

/** How a parcel is accepted. */
export interface AcceptOptions {
  readonly type?: number;
  /** TRANSFER. */
  readonly transfer: number;
  /** Where the regions are to be; the resource manager chooses when they are left out. */
  readonly places?: readonly Span[];
  /** ACCEPT_FLAG beside DONE, which is set with the last message. */
  readonly flags?: number;
  readonly label?: number;
}

/** How memory is given back. */
export interface ReturnOptions {
  /** Clear it before the owner has it. */
  readonly sanitize?: boolean;
}

/** A copy of what a driver knows. */
export interface SavedClient {
  readonly link: SavedLink;
  readonly labels: readonly string[];
}

/** Around the sharing and the reclaiming of memory: what a platform has to do. */
export interface Hooks {
  /** Before memory is passed on. What it throws ends the sending. */
  readonly before?: (parcel: OwnParcel) => void;
  /** After the memory is back, and after a `before` that was in vain. */
  readonly after?: (parcel: OwnParcel) => void;
}

/**
 * What a VM's driver does with the resource manager, step by step. Everything throws an RmError for a refusal and an RmProtocolError for an
 * answer that is none.
 */
export class ResourceClient {
  readonly link: RmLink = new RmLink();
  private readonly hooks: Hooks;
  /** "vmid label" of parcels that are out: labels tell a receiver what memory is for, so that it needs each once. */
  private readonly labels: Set<string> = new Set();

  constructor(hooks: Hooks = {}) {
    this.hooks = hooks;
  }

  save(): SavedClient {
    return { link: this.link.save(), labels: [...this.labels] };
  }

  restore({ link, labels }: SavedClient): void {
    this.link.restore(link);
    this.labels.clear();
    for (const label of labels) this.labels.add(label);
  }

  /** Reads memory of the VM. Throws a DataAbort when the processor refuses. */
  read(address: number, length: number): Access<Uint8Array> {
    return read(address, length);
  }

  /** Writes memory of the VM. Throws a DataAbort when the processor refuses; then nothing is written. */
  write(address: number, bytes: Uint8Array): Access {
    return write(address, bytes);
  }

  /** Shares memory; the caller stands in the access list itself. */
  *share(parcel: OwnParcel, flags = 0): VmProgram {
    yield* this.pass(REQUEST.SHARE, parcel, flags);
  }

  *lend(parcel: OwnParcel, flags = 0): VmProgram {
    yield* this.pass(REQUEST.LEND, parcel, flags);
  }

  *donate(parcel: OwnParcel, flags = 0): VmProgram {
    yield* this.pass(REQUEST.DONATE, parcel, flags);
  }

  /** Has the memory of a parcel back. The parcel keeps its handle when this fails. */
  *reclaim(parcel: OwnParcel, { sanitize = false }: ReturnOptions = {}): VmProgram {
    if (parcel.handle === undefined) throw new RmArgumentError('the parcel has no handle');
    yield* this.returned(REQUEST.RECLAIM, parcel.handle, sanitize);
    this.forget(parcel);
    this.hooks.after?.(parcel);
  }

  /**
   * Accepts a whole parcel, in as many messages as it takes. Returns the places of its regions, in their order. What was accepted is released
   * when it cannot be finished.
   */
  *accept(handle: number, options: AcceptOptions): VmProgram<readonly Span[]> {
    const { places } = options;
    if (places !== undefined) checkPlaces(places);
    try {
      return places === undefined
        ? yield* this.acceptAnywhere(handle, options)
        : yield* this.acceptAt(handle, options, places);
    } catch (error) {
      yield* this.giveUp(handle);
      throw error;
    }
  }

  *release(handle: number, { sanitize = false }: ReturnOptions = {}): VmProgram {
    yield* this.returned(REQUEST.RELEASE, handle, sanitize);
  }

  /** Announces a parcel, or asks for it back. */
  *tell(handle: number, what: 'SHARED' | 'RECALL', tag: number, vmids: readonly number[]): VmProgram {
    yield* this.order(
      REQUEST.NOTIFY,
      { handle, flags: NOTIFY_FLAG[what], tag },
      { vms: vmids.map((vmid) => ({ vmid })) },
    );
  }

  /** Tells the owner of a parcel what the caller did with it. */
  *tellOwner(handle: number, what: 'ACCEPTED' | 'RELEASED', tag: number): VmProgram {
    yield* this.order(REQUEST.NOTIFY, { handle, flags: NOTIFY_FLAG[what], tag });
  }

  /** A VM comes into being: `vmid` or, for 0, any. Returns its id. */
  *allocate(vmid = 0): VmProgram<number> {
    const data = yield* this.link.ask(REQUEST.VM_ALLOCATE, encodeMessage(REQUEST.VM_ALLOCATE, { vmid }), {
      bytes: VM_REPLY.size - REPLY.size,
    });
    return readNumber(data, -REPLY.size, VM_REPLY.fields.vmid);
  }

  /** Any request whose answer says no more than that it succeeded. */
  *order(
    shape: MessageShape,
    head: Readonly<Record<string, number>>,
    lists: Readonly<Record<string, Entries>> = {},
  ): VmProgram {
    yield* this.link.ask(shape, encodeMessage(shape, head, lists), 'nothing');
  }

  private *pass(shape: MessageShape, parcel: OwnParcel, flags: number): VmProgram {
    checkParcel(parcel);
    this.refuseLabelTwice(parcel);
    this.hooks.before?.(parcel);
    try {
      yield* this.send(shape, parcel, flags);
    } catch (error) {
      if (parcel.handle === undefined) this.hooks.after?.(parcel);
      throw error;
    }
    for (const name of labelsOf(parcel)) this.labels.add(name);
  }

  private *send(shape: MessageShape, parcel: OwnParcel, flags: number): VmProgram {
    const { type, label, grants } = parcel;
    const [first = [], ...rest] = portions(parcel.spans);
    const more = rest.length === 0 ? 0 : CREATE_FLAG.APPEND;
    const attributed = grants.filter(({ attribute = ATTRIBUTE.DEFAULT }) => attribute !== ATTRIBUTE.DEFAULT);
    const payload = encodeMessage(
      shape,
      { type, flags: flags | more, label },
      {
        acl: grants.map(({ vmid, rights }) => ({ vmid, rights })),
        regions: entriesOf(first),
        attributes: attributed.map(({ vmid, attribute = 0 }) => ({ vmid, attribute })),
      },
    );
    const data = yield* this.link.ask(shape, payload, { bytes: HANDLE_BYTES });
    parcel.handle = readNumber(data, -REPLY.size, HANDLE_REPLY.fields.handle);
    yield* this.append(parcel, parcel.handle, rest);
  }

  /** Appends what did not fit. A failure takes the parcel back. */
  private *append(parcel: OwnParcel, handle: number, rest: readonly (readonly Span[])[]): VmProgram {
    try {
      for (const [index, spans] of rest.entries()) {
        const flags = index === rest.length - 1 ? APPEND_FLAG.DONE : 0;
        yield* this.order(REQUEST.APPEND, { handle, flags }, { regions: entriesOf(spans) });
      }
    } catch (cause) {
      yield* this.takeBack(parcel, handle, cause);
      throw cause;
    }
  }

  private *takeBack(parcel: OwnParcel, handle: number, cause: unknown): VmProgram {
    try {
      yield* this.returned(REQUEST.RECLAIM, handle, false);
    } catch (reclaim) {
      throw new HalfParcelError(handle, cause, reclaim);
    }
    parcel.handle = undefined;
  }

  /** Lets the resource manager choose, as often as it says that more remain; then all of it is mapped. */
  private *acceptAnywhere(handle: number, options: AcceptOptions): VmProgram<readonly Span[]> {
    const all: Span[] = [];
    for (;;) {
      const { places, incomplete } = yield* this.acceptOnce(handle, options, 0);
      all.push(...places);
      if (!incomplete) break;
      if (places.length === 0)
        throw new RmProtocolError(REQUEST.ACCEPT.name, 'more places remain, and none was given');
    }
    yield* this.acceptOnce(handle, options, ACCEPT_FLAG.DONE);
    return all;
  }

  private *acceptOnce(
    handle: number,
    options: AcceptOptions,
    done: number,
  ): VmProgram<{ places: Span[]; incomplete: boolean }> {
    const payload = encodeMessage(REQUEST.ACCEPT, headOf(handle, options, done));
    const data = yield* this.link.ask(REQUEST.ACCEPT, payload, { bytes: PLACED_REPLY.size - REPLY.size });
    const { count, flags } = PLACED_REPLY.fields;
    const entries = readNumber(data, -REPLY.size, count);
    const at = PLACED_REPLY.size - REPLY.size;
    if (data.length !== at + entries * REGION.size)
      throw new RmProtocolError(
        REQUEST.ACCEPT.name,
        `the answer counts ${entries} places and has ${data.length - at} bytes of them`,
      );
    const places = Array.from({ length: entries }, (_, index) => ({
      base: readNumber(data, at + index * REGION.size, REGION.fields.base),
      size: readNumber(data, at + index * REGION.size, REGION.fields.size),
    }));
    return { places, incomplete: (readNumber(data, -REPLY.size, flags) & ACCEPTED_FLAG.INCOMPLETE) !== 0 };
  }

  private *acceptAt(
    handle: number,
    options: AcceptOptions,
    places: readonly Span[],
  ): VmProgram<readonly Span[]> {
    const all = portions(places);
    for (const [index, some] of all.entries()) {
      const done = index === all.length - 1 ? ACCEPT_FLAG.DONE : 0;
      yield* this.order(REQUEST.ACCEPT, headOf(handle, options, done), { regions: entriesOf(some) });
    }
    return places;
  }

  /** Gives up what an accept that failed has reserved. That there is nothing to give up is what is expected. */
  private *giveUp(handle: number): VmProgram {
    try {
      yield* this.release(handle);
    } catch {
      // Nothing was accepted: the first message failed.
    }
  }

  private *returned(shape: MessageShape, handle: number, sanitize: boolean): VmProgram {
    yield* this.order(shape, { handle, flags: sanitize ? RETURN_FLAG.SANITIZE : 0 });
  }

  private refuseLabelTwice(parcel: OwnParcel): void {
    const { label, grants } = parcel;
    const taken = grants.find(({ vmid }) => this.labels.has(labelOf(vmid, label)));
    if (taken !== undefined) throw new RmArgumentError(`VM ${taken.vmid} has a parcel with label ${label}`);
  }

  private forget(parcel: OwnParcel): void {
    parcel.handle = undefined;
    for (const name of labelsOf(parcel)) this.labels.delete(name);
  }
}

/** A parcel of normal memory, not sent yet. */
export function parcelOf(
  grants: OwnParcel['grants'],
  spans: readonly Span[],
  { label = 0, type = MEMORY_TYPE.NORMAL }: { readonly label?: number; readonly type?: number } = {},
): OwnParcel {
  return { type, label, grants, spans, handle: undefined };
}

/** What a receiver knows the parcel by; nothing without a label. */
function labelsOf({ label, grants }: OwnParcel): readonly string[] {
  return label === 0 ? [] : grants.map(({ vmid }) => labelOf(vmid, label));
}

function labelOf(vmid: number, label: number): string {
  return `${vmid} ${label}`;
}

function headOf(handle: number, options: AcceptOptions, done: number): Readonly<Record<string, number>> {
  const { type = MEMORY_TYPE.NORMAL, transfer = TRANSFER.SHARE, flags = 0, label = 0 } = options;
  return { handle, type, transfer, flags: flags | done, label };
}

function entriesOf(spans: readonly Span[]): Entries {
  return spans.map(({ base, size }) => ({ base, size }));
}

function checkPlaces(places: readonly Span[]): void {
  const sorted = [...places].sort((left, right) => left.base - right.base);
  for (const [index, { base, size }] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined && next.base < base + size)
      throw new RmArgumentError(`places at 0x${base.toString(16)} and 0x${next.base.toString(16)} overlap`);
  }
}
