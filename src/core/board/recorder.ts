import { bytesReceived, bytesSent } from '../abi/carried.ts';
import type { Frame } from '../abi/frame.ts';
import { joinWords } from '../abi/words.ts';
import type { AccessFault } from '../client/port.ts';
import type { History, HistoryEntry } from '../memory/history.ts';
import { NO_PAGE, ownerOf, transactionOf } from '../memory/page-word.ts';
import { addressOf, PAGE_SIZE, pageOf } from '../memory/pages.ts';
import type { MachineMemory } from '../memory/physical-memory.ts';
import { PLACE } from '../rules/judge.ts';
import type { Manager } from '../spmc/manager.ts';
import type { Spmc } from '../spmc/spmc.ts';
import { holdOf } from './hold.ts';
import type {
  AbortEvent,
  CallEvent,
  FaultEvent,
  FaultedPage,
  PageChange,
  PreemptEvent,
  Refusal,
} from './trace.ts';

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
  private readonly spmc: Spmc;
  private readonly memory: MachineMemory;
  private readonly history: History;

  constructor(spmc: Spmc, memory: MachineMemory, history: History) {
    this.spmc = spmc;
    this.memory = memory;
    this.history = history;
  }

  /** Before a call. */
  question(context: number, frame: Frame): Question {
    const { contexts, endpoints } = this.spmc.state;
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
  call(question: Question, frame: Frame, next: number, interrupts: boolean, last: boolean): CallEvent {
    const m = this.spmc.state;
    const { tx } = question;
    const rx = this.buffer(question.endpoint, m.endpoints.rxPage, bytesReceived(question.in, frame));
    const refusal = this.refusal();
    return {
      kind: 'call',
      seq: m.calls,
      from: nameOf(m, question.endpoint),
      vcpu: question.vcpu,
      in: question.in,
      out: frame.slice(),
      next: next === 0 ? '' : nameOf(m, m.contexts.endpoint[next]),
      ...(tx.length === 0 ? {} : { tx }),
      ...(rx.length === 0 ? {} : { rx }),
      ...(refusal === undefined ? {} : { refusal }),
      changes: last ? [] : this.changes(),
      ...(m.printed.length === 0 ? {} : { printed: [...m.printed] }),
      ...(interrupts ? { scheduleReceiver: true as const } : {}),
    };
  }

  /** An answer that the manager has not given, and knows nothing of. */
  injected({ endpoint, tx, ...question }: Question, frame: Frame): CallEvent {
    const m = this.spmc.state;
    const from = nameOf(m, endpoint);
    return {
      ...{ kind: 'call', seq: m.calls, from, ...question, out: frame.slice(), next: from },
      ...(tx.length === 0 ? {} : { tx }),
      changes: [],
      injected: true,
    };
  }

  /** After a context was preempted. */
  preempt(context: number, next: number, interrupts: boolean): PreemptEvent {
    const m = this.spmc.state;
    return {
      kind: 'preempt',
      seq: m.calls,
      from: nameOf(m, m.contexts.endpoint[context]),
      vcpu: m.contexts.vcpu[context],
      next: next === 0 ? '' : nameOf(m, m.contexts.endpoint[next]),
      ...(interrupts ? { scheduleReceiver: true as const } : {}),
    };
  }

  /** After an access that faulted. */
  fault(context: number, fault: AccessFault): FaultEvent {
    const m = this.spmc.state;
    const endpoint = m.contexts.endpoint[context];
    return {
      kind: 'fault',
      seq: m.calls,
      from: nameOf(m, endpoint),
      vcpu: m.contexts.vcpu[context],
      fault,
      ...this.pageAt(m.endpoints.party[endpoint], fault.address),
    };
  }

  /** What there is at an address of a party. */
  private pageAt(party: number, address: number): { readonly page?: FaultedPage } {
    const m = this.spmc.state;
    const page = m.ledger.viewOf(party).physical(pageOf(address));
    const word = page < 0 ? NO_PAGE : m.ledger.map.get(page);
    if (word === NO_PAGE) return {};
    return { page: { owner: this.partyName(ownerOf(word)), ...holdOf(m, transactionOf(word)) } };
  }

  /** After an endpoint was torn down. */
  abort(endpoint: number): AbortEvent {
    const m = this.spmc.state;
    return { kind: 'abort', seq: m.calls, from: nameOf(m, endpoint), changes: this.changes() };
  }

  private changes(): readonly PageChange[] {
    return this.history.ofCall(this.spmc.state.calls).map((entry) => this.change(entry));
  }

  private change({ change, party, page, pages }: HistoryEntry): PageChange {
    return { change, party: this.partyName(party), address: addressOf(page), pages };
  }

  private refusal(): Refusal | undefined {
    const m = this.spmc.state;
    const { rule, place, offset, length, page } = m.verdict;
    if (rule === null) return undefined;
    return {
      rule: rule.id,
      status: m.verdict.policy.statusOf(rule),
      ...(place === PLACE.BYTES ? { bytes: { offset, length } } : {}),
      ...(place === PLACE.REGISTER ? { register: offset } : {}),
      ...(page < 0 ? {} : { page: addressOf(page) }),
      ...this.holder(m.verdict.holder),
    };
  }

  private holder(transaction: number): Pick<Refusal, 'holder'> {
    if (transaction === 0) return {};
    const { ledger, transactions } = this.spmc.state;
    const { owner, since } = ledger.transactions;
    const handle = joinWords(transaction, transactions.generation[transaction]);
    return {
      holder: { handle, owner: this.partyName(owner[transaction]), since: since[transaction] },
    };
  }

  /** The name of the endpoint that a party of the ledger stands for. */
  partyName(party: number): string {
    const { endpoints } = this.spmc.state;
    for (let slot = 1; slot <= endpoints.count; slot++)
      if (endpoints.party[slot] === party) return nameOf(this.spmc.state, slot);
    return `party ${party}`;
  }

  /** The first bytes of an endpoint's TX or RX buffer; fewer where the buffer is shorter, or cannot be read. */
  private buffer(endpoint: number, column: Float64Array, length: number): Uint8Array {
    const { endpoints, limits } = this.spmc.state;
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
