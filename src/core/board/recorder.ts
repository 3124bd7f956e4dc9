import { bytesReceived, bytesSent } from '../abi/carried.ts';
import { type Frame, isError } from '../abi/frame.ts';
import type { AccessFault } from '../client/port.ts';
import { addressOf, PAGE_SIZE } from '../memory/pages.ts';
import type { MachineMemory } from '../memory/physical-memory.ts';
import { PLACE } from '../rules/judge.ts';
import type { Manager } from '../spmc/manager.ts';
import type { AbortEvent, CallEvent, FaultEvent, MomentEvent, PreemptEvent, SettleEvent } from './trace.ts';
import type { Witness } from './witness.ts';

/** What has to be noted of a call before it is made. */
export interface Question {
  readonly endpoint: number;
  readonly vcpu: number;
  readonly in: Frame;
  /** Empty where nothing was sent. */
  readonly tx: Uint8Array;
}

/** Puts calls into words: reads the manager's state around them and leaves it alone. */
export class Recorder {
  /** Whom the calls are made of. */
  private readonly manager: Manager;
  /** The manager of the secure world, which knows all partitions: the same one, or the one behind a mediator. */
  private readonly behind: Manager;
  private readonly memory: MachineMemory;
  private readonly witness: Witness;

  constructor(manager: Manager, behind: Manager, memory: MachineMemory, witness: Witness) {
    this.manager = manager;
    this.behind = behind;
    this.memory = memory;
    this.witness = witness;
  }

  /** Before a call. */
  question(context: number, frame: Frame): Question {
    const { contexts, endpoints } = this.manager;
    const endpoint = contexts.endpoint[context];
    const read = (bytes: number) => this.buffer(endpoint, endpoints.txPage, bytes);
    const tx = read(bytesSent(frame, read));
    return {
      endpoint,
      vcpu: contexts.vcpu[context],
      in: frame.slice(),
      tx,
    };
  }

  /** After it. Where it was the caller's last, pages that changed are told of its teardown. */
  call(question: Question, frame: Frame, next: string, interrupts: boolean, last: boolean): CallEvent {
    const m = this.manager;
    const { tx } = question;
    const rx = this.buffer(question.endpoint, m.endpoints.rxPage, bytesReceived(question.in, frame));
    const refusal = this.refusal(frame);
    return {
      kind: 'call',
      seq: this.witness.seq,
      from: nameOf(m, question.endpoint),
      vcpu: question.vcpu,
      in: question.in,
      out: frame.slice(),
      next,
      ...(tx.length === 0 ? {} : { tx }),
      ...(rx.length === 0 ? {} : { rx }),
      ...(refusal === undefined ? {} : { refusal }),
      changes: last ? [] : this.witness.changes(),
      ...(m.printed.length === 0 ? {} : { printed: [...m.printed] }),
      ...(interrupts ? { scheduleReceiver: true as const } : {}),
    };
  }

  /** An answer that the manager has not given, and knows nothing of. */
  injected({ endpoint, tx, ...question }: Question, frame: Frame): CallEvent {
    const m = this.manager;
    const from = nameOf(m, endpoint);
    return {
      ...{ kind: 'call', seq: this.witness.seq, from, ...question, out: frame.slice(), next: from },
      ...(tx.length === 0 ? {} : { tx }),
      changes: [],
      injected: true,
    };
  }

  /** After a context was preempted. */
  preempt(context: number, next: string, interrupts: boolean): PreemptEvent {
    const m = this.manager;
    return {
      kind: 'preempt',
      seq: this.witness.seq,
      from: nameOf(m, m.contexts.endpoint[context]),
      vcpu: m.contexts.vcpu[context],
      next,
      ...(interrupts ? { scheduleReceiver: true as const } : {}),
    };
  }

  /** After an access that faulted. */
  fault(context: number, fault: AccessFault): FaultEvent {
    const m = this.manager;
    const endpoint = m.contexts.endpoint[context];
    return this.witness.fault(
      nameOf(m, endpoint),
      m.contexts.vcpu[context],
      m.endpoints.party[endpoint],
      fault,
    );
  }

  /** After an endpoint was torn down. */
  abort(endpoint: number): AbortEvent {
    const m = this.manager;
    return {
      kind: 'abort',
      seq: this.witness.seq,
      from: nameOf(m, endpoint),
      changes: this.witness.rest(),
    };
  }

  /** After a hypervisor did something by itself: undefined where no pages changed by it. */
  settle(from: string, after: SettleEvent['after']): SettleEvent | undefined {
    const changes = this.witness.rest();
    return changes.length === 0 ? undefined : { kind: 'settle', seq: this.witness.seq, from, after, changes };
  }

  /** Before a hypervisor does something that no call asked for. */
  moment(kind: MomentEvent['kind'], from: string): MomentEvent {
    return { kind, seq: this.witness.seq, from };
  }

  /** Why a call was refused. What the manager behind refused of a call that was passed on is told without the place, which is in other bytes. */
  private refusal(frame: Frame): CallEvent['refusal'] {
    const m = this.manager;
    const { rule, place, offset, length, page } = m.verdict;
    if (rule === null) {
      const { verdict } = this.behind;
      if (verdict.rule === null || !isError(frame)) return undefined;
      return { rule: verdict.rule.id, status: verdict.policy.statusOf(verdict.rule) };
    }
    return {
      rule: rule.id,
      status: m.verdict.policy.statusOf(rule),
      ...(place === PLACE.BYTES ? { bytes: { offset, length } } : {}),
      ...(place === PLACE.REGISTER ? { register: offset } : {}),
      ...(page < 0 ? {} : { page: addressOf(page) }),
      ...this.witness.holder(m.verdict.holder),
    };
  }

  /** The first bytes of an endpoint's TX or RX buffer; fewer where the buffer is shorter, or cannot be read. */
  private buffer(endpoint: number, column: Float64Array, length: number): Uint8Array {
    const { endpoints, limits } = this.manager;
    const bytes = new Uint8Array(Math.min(length, endpoints.bufferPages[endpoint] * PAGE_SIZE));
    for (let done = 0, index = endpoint * limits.mailboxPages; done < bytes.length; done += PAGE_SIZE) {
      const part = Math.min(bytes.length - done, PAGE_SIZE);
      bytes.set(this.memory.readBytes(addressOf(column[index++]), part) ?? [], done);
    }
    return bytes;
  }
}

function nameOf(m: Manager, endpoint: number): string {
  return m.endpoints.spec(endpoint).name;
}
