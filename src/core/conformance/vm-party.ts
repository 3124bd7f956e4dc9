import { PAGE_SIZE } from '../abi/pages.ts';
import { type FieldValues, readNumber } from '../abi/structure.ts';
import { DataAbort, read, write } from '../client/port.ts';
import { RmError, RmProtocolError } from '../gunyah/client/errors.ts';
import { RmLink } from '../gunyah/client/link.ts';
import { receive, send, type VmProgram } from '../gunyah/client/port.ts';
import { type Entries, encodeMessage } from '../gunyah/wire/codec.ts';
import { rmErrorText } from '../gunyah/wire/errors.ts';
import { HANDLE_REPLY, REPLY } from '../gunyah/wire/layouts.ts';
import { type MessageShape, REQUEST, type RequestName } from '../gunyah/wire/messages.ts';
import { ACCEPT_FLAG, RIGHT, TRANSFER } from '../gunyah/wire/values.ts';
import type { Attempt, Came } from './came.ts';
import type { Undoable } from './checks.ts';
import type { TargetVm } from './target.ts';

/** A run of memory: bytes, in the addresses of whoever names it. */
export type Run = { readonly base: number; readonly size: number };

/** An entry of an access list: a VM, and RIGHT. */
export type Grant = readonly [vm: { readonly vmid: number }, rights: number];

/** How a new parcel differs from what is usual: normal memory, nothing cleared, complete, no label, no attributes. */
export interface ParcelTerms {
  readonly type?: number;
  /** CREATE_FLAG. */
  readonly flags?: number;
  readonly label?: number;
  readonly attributes?: Entries;
}

/** A parcel as its parties know it. */
export interface ParcelLoan extends Undoable {
  readonly handle: number;
  /** TRANSFER. */
  readonly transfer: number;
  readonly type: number;
}

/** How an accept differs from what is usual: all of it, wherever there is room. */
export interface Accepting {
  readonly flags?: number;
  readonly type?: number;
  readonly transfer?: number;
  readonly label?: number;
  readonly places?: readonly Run[];
  readonly acl?: Entries;
  /** Leaves DONE out. */
  readonly more?: boolean;
}

const HANDLE_BYTES = HANDLE_REPLY.size - REPLY.size;

export const READ_WRITE: number = RIGHT.READ | RIGHT.WRITE;

/** A VM in a case. What it tries comes back as a value: a case says what has to come of it. */
export class VmParty {
  readonly vm: TargetVm;
  private readonly link = new RmLink();

  constructor(vm: TargetVm) {
    this.vm = vm;
  }

  get vmid(): number {
    return this.vm.vmid;
  }

  /** Page `index` of its own memory, or a run of pages from there. */
  page(index: number, pages = 1): Run {
    const { address, pages: most } = this.vm.scratch;
    if (index + pages > most) throw new RangeError(`${this.vm.name} has ${most} pages`);
    return { base: address + index * PAGE_SIZE, size: pages * PAGE_SIZE };
  }

  /** Page `index` of where memory appears that it accepts, or a run of pages from there. */
  place(index: number, pages = 1): Run {
    const { borrowing } = this.vm;
    if (borrowing === undefined) throw new TypeError(`${this.vm.name} sees physical addresses`);
    return { base: borrowing.address + index * PAGE_SIZE, size: pages * PAGE_SIZE };
  }

  share(memory: readonly Run[], to: readonly Grant[], terms?: ParcelTerms): Attempt<ParcelLoan> {
    return this.pass('SHARE', TRANSFER.SHARE, memory, [[this, READ_WRITE], ...to], terms);
  }

  lend(memory: readonly Run[], to: readonly Grant[], terms?: ParcelTerms): Attempt<ParcelLoan> {
    return this.pass('LEND', TRANSFER.LEND, memory, to, terms);
  }

  donate(memory: readonly Run[], to: readonly Grant[], terms?: ParcelTerms): Attempt<ParcelLoan> {
    return this.pass('DONATE', TRANSFER.DONATE, memory, to, terms);
  }

  /** `flags` are APPEND_FLAG. */
  append({ handle }: { readonly handle: number }, memory: readonly Run[], flags = 0): Attempt<Uint8Array> {
    return this.ask('APPEND', { handle, flags }, { regions: memory });
  }

  accept(parcel: Pick<ParcelLoan, 'handle' | 'transfer' | 'type'>, how: Accepting = {}): Attempt<Uint8Array> {
    const { type = parcel.type, transfer = parcel.transfer, label = 0, flags = 0 } = how;
    const { acl = [], places = [], more = false } = how;
    const head = {
      handle: parcel.handle,
      type,
      transfer,
      label,
      flags: flags | (more ? 0 : ACCEPT_FLAG.DONE),
    };
    return this.ask('ACCEPT', head, { acl, regions: places });
  }

  release({ handle }: { readonly handle: number }, flags = 0): Attempt<Uint8Array> {
    return this.ask('RELEASE', { handle, flags });
  }

  reclaim({ handle }: { readonly handle: number }, flags = 0): Attempt<Uint8Array> {
    return this.ask('RECLAIM', { handle, flags });
  }

  /** Tells others of a parcel, or its owner. `to` is left out of the message when it is not given. */
  notify(
    { handle }: { readonly handle: number },
    flags: number,
    to?: readonly { readonly vmid: number }[],
    tag = 0,
  ): Attempt<Uint8Array> {
    const head = { handle, flags, tag };
    const payload = encodeMessage(REQUEST.NOTIFY, head, {
      vms: (to ?? []).map(({ vmid }) => ({ vmid })),
    });
    return this.send(REQUEST.NOTIFY, to === undefined ? payload.slice(0, REQUEST.NOTIFY.head.size) : payload);
  }

  /** Asks with a message, and gives the data behind OK. */
  ask(
    name: RequestName,
    head: FieldValues<string> = {},
    lists: Readonly<Record<string, Entries>> = {},
  ): Attempt<Uint8Array> {
    return this.send(REQUEST[name], encodeMessage(REQUEST[name], head, lists));
  }

  /** Sends any payload as a request. */
  send(shape: Pick<MessageShape, 'name' | 'id'>, payload: Uint8Array): Attempt<Uint8Array> {
    return this.attempt(this.link.ask(shape, payload, { bytes: 0 }));
  }

  /** Puts packets into the queue as they are, and takes what is there then: the bytes of each packet. */
  packets(...packets: readonly Uint8Array[]): Attempt<readonly Uint8Array[]> {
    return this.attempt(
      (function* () {
        for (const packet of packets) yield* send(packet);
        const taken: Uint8Array[] = [];
        for (;;) {
          const packet = yield* receive();
          if (packet === undefined) return taken;
          taken.push(packet);
        }
      })(),
    );
  }

  /** What it has been told since it last looked: the names of notifications, with their payloads. */
  *hear(): Attempt<readonly (readonly [name: string, payload: Uint8Array])[]> {
    const { link } = this;
    return yield* this.attempt(
      (function* () {
        yield* link.listen();
        return link.notices.splice(0).map(({ shape, payload }) => [shape.name, payload] as const);
      })(),
    );
  }

  peek(address: number, length = 1): Attempt<Uint8Array> {
    return this.attempt(read(address, length));
  }

  poke(address: number, ...bytes: readonly number[]): Attempt<void> {
    return this.attempt(write(address, Uint8Array.from(bytes)));
  }

  private *pass(
    name: RequestName,
    transfer: number,
    memory: readonly Run[],
    to: readonly Grant[],
    { type = 0, flags = 0, label = 0, attributes = [] }: ParcelTerms = {},
  ): Attempt<ParcelLoan> {
    const acl = to.map(([{ vmid }, rights]) => ({ vmid, rights }));
    const payload = encodeMessage(
      REQUEST[name],
      { type, flags, label },
      { acl, regions: memory, attributes },
    );
    const came = yield* this.attempt(this.link.ask(REQUEST[name], payload, { bytes: HANDLE_BYTES }));
    if (came.kind !== 'done') return came as Came<never>;
    const handle = readNumber(came.value, -REPLY.size, HANDLE_REPLY.fields.handle);
    return { kind: 'done', value: { handle, transfer, type, undo: () => this.reclaim({ handle }) } };
  }

  private *attempt<Value>(program: VmProgram<Value>): Attempt<Value> {
    const { name } = this.vm;
    let rule: string | undefined;
    try {
      let next = program.next('sent');
      while (next.done !== true) {
        const { vm, seen } = yield { do: 'vm-step', vm: name, step: next.value };
        if (vm === undefined) return { kind: 'failed', why: `${name} does not run` };
        if (seen !== undefined) rule = seen.rule;
        next = program.next(vm);
      }
      return { kind: 'done', value: next.value };
    } catch (error) {
      if (error instanceof RmError)
        return { kind: 'refused', status: rmErrorText(error.code), ...(rule === undefined ? {} : { rule }) };
      if (error instanceof DataAbort) return { kind: 'fault', fault: error.fault };
      if (error instanceof RmProtocolError) return { kind: 'failed', why: error.message };
      throw error;
    }
  }
}
