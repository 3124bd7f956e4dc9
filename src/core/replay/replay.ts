import { type Frame, w } from '../abi/frame.ts';
import { functionOfId, isFfaId } from '../abi/functions.ts';
import { Board } from '../board/board.ts';
import { isSecureLevel, type MachineSpec, partitionMeant } from '../board/machine.ts';
import type { CallEvent, TraceEvent } from '../board/trace.ts';
import { NotNowError } from '../client/errors.ts';
import type {
  RecordedCall,
  RecordedEvent,
  RecordedRequest,
  RecordedSettle,
} from '../decode/recorded-event.ts';
import { MOST_PAYLOAD, PACKET_TYPE, packetsOf } from '../gunyah/wire/packet.ts';
import { addressOf, PAGE_SIZE } from '../memory/pages.ts';
import { type Difference, differencesIn, differencesInPages, differencesInRequest } from './differences.ts';
import type { RecordedMoment } from './recorded-moment.ts';

/** A recorded event that came otherwise. */
export interface Deviation {
  /** Its number in the recording, and who called. */
  readonly seq: number;
  readonly caller: string;
  /** The call that was made; absent for another event. */
  readonly call?: Frame;
  /** The request that was made. */
  readonly request?: { readonly id: number; readonly payload: Uint8Array };
  readonly differences: readonly Difference[];
}

const RESPONSES: ReadonlySet<string> = new Set(['FFA_MSG_SEND_DIRECT_RESP', 'FFA_MSG_SEND_DIRECT_RESP2']);

/**
 * Makes recorded calls once more, in their order, on a machine without programs. What callers wrote to TX is put there first. Where only one
 * side was recorded, as at the firmware of a real machine, a secure partition answers what it answered then.
 */
export class Replay {
  private readonly board: Board;
  private heard: TraceEvent[] = [];
  /** Guests of a hypervisor are created when it or one of them first calls, so that those whose first run is recorded are there before. */
  private guestsToCome: boolean;

  /** `initialising`: secure partitions whose first run is in the recording. */
  constructor(machine: MachineSpec, initialising: readonly string[]) {
    this.board = new Board(machine);
    this.guestsToCome = this.board.hypervisor !== undefined && initialising.length !== 0;
    this.board.boot({ without: initialising, withoutGuests: this.guestsToCome });
    this.board.listen((event) => this.heard.push(event));
  }

  /** The partition or VM that an event is about; undefined where the machine does not have it. What VMs are told is about none here. */
  party({ kind, caller }: Pick<RecordedEvent | RecordedMoment, 'kind' | 'caller'>): string | undefined {
    const vm = this.board.vms.has(caller) ? caller : undefined;
    switch (kind) {
      case 'request':
      case 'drop':
        return vm;
      // A VM that came to life is in no machine file.
      case 'notice':
        return caller;
      case 'fault':
        return partitionMeant(this.board.spec, caller) ?? vm;
      default:
        return partitionMeant(this.board.spec, caller);
    }
  }

  /** Does what was recorded. Undefined when the same came of it. Throws a TypeError for a caller that the machine does not have. */
  take(event: RecordedEvent | RecordedMoment): Deviation | undefined {
    const name = this.party(event);
    if (name === undefined) throw new TypeError(`the machine has no ${event.caller}`);
    this.startGuestsBefore(name);
    const { seq } = event;
    try {
      switch (event.kind) {
        case 'call':
          return this.call(name, event);
        case 'preempt':
          this.board.preempt(name, event.cpu);
          return undefined;
        case 'tick':
          this.board.tick();
          return undefined;
        case 'create':
          this.board.create(name);
          return undefined;
        case 'abort':
          return this.abort(name);
        case 'settle':
          return this.settle(name, event);
        case 'request':
          return this.request(name, event);
        // What is told comes of what is asked, and so does a fault; what is dropped changes nothing.
        case 'notice':
        case 'drop':
        case 'fault':
          return undefined;
      }
    } catch (error) {
      if (!(error instanceof NotNowError)) throw error;
      const differences = [{ what: 'turn', name: '', expected: `${name} runs`, seen: error.message }];
      return { seq, caller: name, ...(event.kind === 'call' ? { call: event.in } : {}), differences };
    }
  }

  private startGuestsBefore(caller: string): void {
    const level = this.board.spec.partitions.find(({ name }) => name === caller)?.level;
    if (!this.guestsToCome || level === undefined || isSecureLevel(level)) return;
    this.guestsToCome = false;
    this.board.startGuests();
  }

  private call(name: string, event: RecordedCall): Deviation | undefined {
    // Others than FF-A's are nothing to the manager, and neither is what it never saw.
    if (!isFfaId(w(event.in, 0)) || event.injected) return undefined;
    // What a mediator asks comes of what its guests ask.
    if (name === this.board.hypervisor?.name) return undefined;
    this.fillTx(name, event.tx);
    const asked = this.issue(name, event.in, event.cpu);
    const seen = this.answered(event, asked) ?? asked;
    const differences = differencesIn(event, seen);
    return differences.length === 0
      ? undefined
      : { seq: event.seq, caller: name, call: event.in, differences };
  }

  /** Sends the packets of a request, and takes those of the answer out of the way. */
  private request(name: string, event: RecordedRequest): Deviation | undefined {
    const { seq, id, payload } = event;
    const request = { id, payload };
    if (payload.length > MOST_PAYLOAD) {
      const sent = `${payload.length} bytes, which no packets carry`;
      const expected = `at most ${MOST_PAYLOAD} bytes`;
      return {
        seq,
        caller: name,
        request,
        differences: [{ what: 'request', name: '', expected, seen: sent }],
      };
    }
    this.heard = [];
    for (const packet of packetsOf({ type: PACKET_TYPE.REQUEST, sequence: 0, ...request }))
      this.board.vms.send(name, packet);
    while (this.board.vms.receive(name) !== undefined);
    const seen = this.heard.find((each) => each.kind === 'request');
    if (seen === undefined) throw new TypeError('a request was not heard of');
    const differences = differencesInRequest(event, seen);
    return differences.length === 0 ? undefined : { seq, caller: name, request, differences };
  }

  /** What the manager makes of the answer of a partition that was not recorded. Undefined where it was, or did not answer. */
  private answered({ out }: RecordedCall, asked: CallEvent): CallEvent | undefined {
    const { from, next } = asked;
    const unrecorded = out !== undefined && isResponse(out) && !isResponse(asked.out);
    return unrecorded && next !== '' && next !== from ? this.issue(next, out, 0) : undefined;
  }

  private issue(name: string, frame: Frame, vcpu: number): CallEvent {
    this.heard = [];
    this.board.issue(name, frame, vcpu);
    const call = this.heard.filter((event) => event.kind === 'call').find(({ from }) => from === name);
    if (call === undefined) throw new TypeError('a call was not heard of');
    return call;
  }

  /** A partition ends with a call of its own, or with something that no call tells of. */
  private abort(name: string): undefined {
    if (!this.heard.some(({ kind, from }) => kind === 'abort' && from === name)) this.board.abort(name);
    return undefined;
  }

  /** What a hypervisor settles comes of time that passes, and of answers that it waits for. */
  private settle(name: string, { seq, changes }: RecordedSettle): Deviation | undefined {
    const seen = this.heard.find((event) => event.kind === 'settle');
    this.heard = this.heard.filter((event) => event !== seen);
    const differences = differencesInPages(changes, seen?.changes ?? []);
    return differences.length === 0 ? undefined : { seq, caller: name, differences };
  }

  /** Whom a partition calls. A mediator may keep the buffers of its guests to itself. */
  private calledBy(name: string): Pick<Board['spmc']['state'], 'endpoints' | 'limits'> {
    const mediator = this.board.hypervisor?.mediator.state;
    const isGuest = mediator?.endpoints.specs.some((spec) => spec?.name === name) === true;
    return isGuest ? mediator : this.board.spmc.state;
  }

  private fillTx(name: string, bytes: Uint8Array | undefined): void {
    if (bytes === undefined) return;
    const { endpoints, limits } = this.calledBy(name);
    const endpoint = endpoints.specs.findIndex((spec) => spec?.name === name);
    const pages = endpoints.bufferPages[endpoint];
    for (let page = 0; page < pages; page++) {
      const part = bytes.subarray(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
      const at = addressOf(endpoints.txPage[endpoint * limits.mailboxPages + page]);
      if (part.length > 0) this.board.memory.writeBytes(at, part);
    }
  }
}

function isResponse(frame: Frame): boolean {
  return RESPONSES.has(functionOfId(w(frame, 0))?.name ?? '');
}
