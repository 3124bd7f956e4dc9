import { type Behaviours, behavioursOf } from '../abi/behaviours.ts';
import type { Frame } from '../abi/frame.ts';
import { CONSTITUENT } from '../abi/layouts.ts';
import type { MessageHeader } from '../abi/message-header.ts';
import { isSecureId, OPERATION, type Operation } from '../abi/operations.ts';
import { lowerHalf, upperHalf } from '../abi/words.ts';
import type { Ledger } from '../memory/ledger.ts';
import { LAYER, type Layer } from '../memory/ledger-tables.ts';
import { PAGE_WORDS } from '../memory/pages.ts';
import type { PhysicalMemory } from '../memory/physical-memory.ts';
import type { SavedTable } from '../memory/table.ts';
import type { Sent } from '../rules/check-request.ts';
import type { PageRanges, Parties } from '../rules/check-send.ts';
import { Descriptor } from '../rules/descriptor.ts';
import { FirstBroken } from '../rules/judge.ts';
import type { Limits } from '../rules/limits.ts';
import type { Policy } from '../rules/profile.ts';
import { CALLER } from './caller-kind.ts';
import { Contexts } from './contexts.ts';
import { Directory } from './directory.ts';
import type { EndpointSpec } from './endpoint-spec.ts';
import { Endpoints } from './endpoints.ts';
import { Enumerations } from './enumerations.ts';
import { LIFE } from './life.ts';
import { Notifications } from './notification-table.ts';
import { ResourceWalk } from './resource-walk.ts';
import { ResponsePosition } from './response-position.ts';
import { Receivers, SentTransactions } from './transactions.ts';

/** The caller of the call in progress, in the words that checks use. */
export class Caller implements Parties {
  slot = 0;
  id = 0;
  version = 0;
  hypervisor = false;
  secure = false;
  /** CALLER bits. */
  kind = 0;
  /** Endpoints that another manager looks after: they exist, and nothing is known of them here. */
  elsewhere: { has(endpoint: number): boolean } = new Set<number>();
  private readonly endpoints: Endpoints;

  constructor(endpoints: Endpoints) {
    this.endpoints = endpoints;
  }

  become(slot: number): void {
    const endpoints = this.endpoints;
    this.slot = slot;
    this.id = endpoints.id[slot];
    this.version = endpoints.version[slot];
    this.kind = endpoints.kind[slot];
    this.hypervisor = (this.kind & CALLER.HYPERVISOR) !== 0;
    this.secure = (this.kind & CALLER.SECURE) !== 0;
  }

  /** What its version does differently. */
  get behaviours(): Behaviours {
    return behavioursOf(this.version);
  }

  exists(endpoint: number): boolean {
    return this.living(endpoint) !== 0 || this.elsewhere.has(endpoint);
  }

  /** The slot of an endpoint that has not aborted, 0 for any other id. */
  living(endpoint: number): number {
    const slot = this.endpoints.slotOf(endpoint);
    const life = this.endpoints.life[slot];
    return life === LIFE.STARTED || life === LIFE.CREATED ? slot : 0;
  }

  /** The same for VMs only. */
  livingVm(endpoint: number): number {
    return isSecureId(endpoint) ? 0 : this.living(endpoint);
  }

  /** Whether the caller may act for an endpoint: itself, or any of the normal world for the hypervisor. */
  actsFor(endpoint: number): boolean {
    return endpoint === this.id || (this.hypervisor && !isSecureId(endpoint));
  }
}

/** A transaction in the words in which requests are judged against it. One object is used for all calls. */
export class SentView implements Sent {
  operation: Operation = OPERATION.SHARE;
  sender = 0;
  tagLow = 0;
  tagHigh = 0;
  flags = 0;
  receiverCount = 0;

  describe(m: Manager, transaction: number): void {
    const t = m.transactions;
    this.operation = t.operationOf(transaction);
    this.sender = t.senderId[transaction];
    this.tagLow = t.tagLow[transaction];
    this.tagHigh = t.tagHigh[transaction];
    this.flags = t.flags[transaction];
    this.receiverCount = m.ledger.transactions.borrowers[transaction];
  }
}

/** The header of an indirect message. One object is used for all calls. */
export class LetterView implements MessageHeader {
  flags = 0;
  sender = 0;
  receiver = 0;
  offset = 0;
  size = 0;

  read(words: Uint32Array): void {
    this.flags = words[0];
    this.offset = words[2];
    this.receiver = lowerHalf(words[3]);
    this.sender = upperHalf(words[3]);
    this.size = words[4];
  }
}

/** Says which functions a caller of the negotiated version can use. */
export interface FunctionTable {
  offers(id: number, caller: Caller): boolean;
}

/** A copy of a manager's state, without that of its ledger. */
export interface SavedManager {
  readonly endpoints: SavedTable;
  readonly contexts: SavedTable;
  readonly notifications: SavedTable;
  readonly enumerations: SavedTable;
  readonly scheduleReceiver: number;
  readonly transactions: SavedTable;
  readonly receivers: SavedTable;
  readonly calls: number;
}

/** Everything a partition manager is made of. Handlers are functions over it; `spmc.ts` is its public face. */
export class Manager {
  readonly policy: Policy;
  /** Where its transactions lie. A hypervisor hands pages on to the manager behind it, whose transactions come on top of its own. */
  readonly layer: Layer;
  readonly limits: Limits;
  readonly ledger: Ledger;
  readonly memory: PhysicalMemory;
  readonly endpoints: Endpoints;
  readonly contexts: Contexts;
  readonly directory: Directory;
  readonly notifications: Notifications;
  readonly enumerations: Enumerations;
  readonly transactions: SentTransactions;
  readonly receivers: Receivers;
  /** What became of the call in progress. */
  readonly verdict: FirstBroken;
  readonly caller: Caller;
  /** The functions of each version, by its minor number. */
  functions: readonly FunctionTable[] = [];
  /** The execution context that made the call, and the one that gets the processor and the frame afterwards. */
  context = 0;
  next = 0;
  /** The descriptor of the call in progress, and the private copy it is read from, as a whole and page by page. */
  readonly descriptor: Descriptor = new Descriptor();
  readonly inbox: Uint32Array;
  readonly inboxPages: readonly Uint32Array[];
  /** The constituents in the inbox, once they are read. */
  readonly ranges: PageRanges;
  /** The transaction that the request in progress is about. */
  readonly sent: SentView = new SentView();
  /** The header of the message in the inbox. */
  readonly letter: LetterView = new LetterView();
  /** Walks over what the secure world can reach. */
  readonly reach: ResourceWalk;
  /** Where the fragment of a response begins that is being written, and then where it ended. */
  readonly position: ResponsePosition = new ResponsePosition();
  /** What is about to be written to an RX buffer, as a whole and page by page. */
  readonly outbox: Uint32Array;
  readonly outboxPages: readonly Uint32Array[];
  /** SCHEDULE.*: whether the scheduler of the normal world is to be interrupted. */
  scheduleReceiver = 0;
  /** Lines that the call in progress printed. */
  readonly printed: string[] = [];
  /** The number of the last call: the ledger counts those of all managers. */
  calls = 0;

  constructor(
    policy: Policy,
    specs: readonly EndpointSpec[],
    ledger: Ledger,
    memory: PhysicalMemory,
    isHypervisor = false,
  ) {
    this.policy = policy;
    this.layer = isHypervisor ? LAYER.BASE : LAYER.TOP;
    this.limits = policy.limits;
    this.ledger = ledger;
    this.memory = memory;
    if (specs.length > this.limits.endpoints)
      throw new RangeError(`at most ${this.limits.endpoints} endpoints`);
    this.endpoints = new Endpoints(specs, policy);
    this.contexts = new Contexts(specs);
    this.directory = new Directory(specs);
    if (this.contexts.slots.used > this.limits.contexts)
      throw new RangeError(`at most ${this.limits.contexts} execution contexts`);
    this.notifications = new Notifications(this.endpoints.slots, specs);
    this.enumerations = new Enumerations(this.endpoints.slots);
    this.transactions = new SentTransactions(ledger.transactions.slots, isHypervisor);
    this.receivers = new Receivers(ledger.borrowers.slots);
    this.verdict = new FirstBroken(policy);
    this.caller = new Caller(this.endpoints);
    this.reach = new ResourceWalk(ledger.extents);
    const { mailboxPages } = this.limits;
    this.inbox = new Uint32Array(mailboxPages * PAGE_WORDS);
    this.inboxPages = pageByPage(this.inbox, mailboxPages);
    this.outbox = new Uint32Array(mailboxPages * PAGE_WORDS);
    this.outboxPages = pageByPage(this.outbox, mailboxPages);
    const constituents = this.inbox.byteLength / CONSTITUENT.size;
    this.ranges = { page: new Float64Array(constituents), pages: new Uint32Array(constituents) };
  }

  /** Starts a call of a context: whatever the last one left behind is forgotten. */
  begin(context: number): void {
    this.calls = this.ledger.nextCall();
    this.context = context;
    this.next = context;
    this.verdict.clear();
    if (this.printed.length !== 0) this.printed.length = 0;
    this.caller.become(this.contexts.endpoint[context]);
    this.verdict.policy = this.caller.secure ? this.policy.behind : this.policy;
  }

  /** Takes a copy of everything but the ledger, in time proportional to what is used. */
  save(): SavedManager {
    return {
      endpoints: this.endpoints.save(),
      contexts: this.contexts.save(),
      notifications: this.notifications.save(),
      enumerations: this.enumerations.save(),
      scheduleReceiver: this.scheduleReceiver,
      transactions: this.transactions.save(),
      receivers: this.receivers.save(),
      calls: this.ledger.calls,
    };
  }

  /** Puts a copy back. The ledger goes last: tables that share its slots clear what came into use since, by the slots as they are now. */
  restore(saved: SavedManager): void {
    this.transactions.restore(saved.transactions);
    this.receivers.restore(saved.receivers);
    this.endpoints.restore(saved.endpoints);
    this.contexts.restore(saved.contexts);
    this.notifications.restore(saved.notifications);
    this.enumerations.restore(saved.enumerations);
    this.scheduleReceiver = saved.scheduleReceiver;
    this.calls = saved.calls;
    this.ledger.calls = saved.calls;
    this.ledger.callNumber = saved.calls;
  }
}

/** Views of the `pages` pages that lie side by side in `words`. Made once: calls make none. */
function pageByPage(words: Uint32Array, pages: number): readonly Uint32Array[] {
  return Array.from({ length: pages }, (_, page) =>
    words.subarray(page * PAGE_WORDS, (page + 1) * PAGE_WORDS),
  );
}

/** Handles one function: reads its arguments from the frame, and answers in it or lets the judge refuse. */
export type Handler<M extends Manager = Manager> = (m: M, frame: Frame) => void;
