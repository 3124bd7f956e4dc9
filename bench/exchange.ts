import type { Frame } from '#core/abi/frame.js';
import { functionId } from '#core/abi/functions.js';
import { OPERATION, type Operation } from '#core/abi/operations.js';
import type { Constituent } from '#core/abi/transaction.js';
import { RX } from '#core/spmc/endpoints.js';
import type { Spmc } from '#core/spmc/spmc.js';
import { type Letter, post, relinquishLetter, requestLetter, sendLetters } from './letters.ts';
import type { Partition } from './partition.ts';

const FFA_SUCCESS = functionId('FFA_SUCCESS');
const FFA_RX_RELEASE = functionId('FFA_RX_RELEASE') | 0;
const FFA_MEM_RETRIEVE_REQ = functionId('FFA_MEM_RETRIEVE_REQ') | 0;
const FFA_MEM_RETRIEVE_RESP = functionId('FFA_MEM_RETRIEVE_RESP');
const FFA_MEM_RELINQUISH = functionId('FFA_MEM_RELINQUISH') | 0;
const FFA_MEM_RECLAIM = functionId('FFA_MEM_RECLAIM') | 0;
const FFA_MEM_FRAG_RX = functionId('FFA_MEM_FRAG_RX');
const FFA_MEM_FRAG_TX = functionId('FFA_MEM_FRAG_TX');

const SEND = {
  [OPERATION.SHARE]: functionId('FFA_MEM_SHARE') | 0,
  [OPERATION.LEND]: functionId('FFA_MEM_LEND') | 0,
  [OPERATION.DONATE]: functionId('FFA_MEM_DONATE') | 0,
} as const;

/** Words of a retrieve request that a relinquish descriptor overwrites. */
const OVERWRITTEN = 5;

export interface ExchangeOptions {
  readonly operation?: Operation;
  readonly sender?: Partition;
  readonly receivers?: readonly Partition[];
  /** Whether receivers call FFA_RX_RELEASE. Otherwise RX is handed back by a store, outside the manager. */
  readonly release?: boolean;
  /** Whether what lies in the buffers is somebody else's, so that every letter is posted whole and anew. */
  readonly shareBuffers?: boolean;
}

/** Where an exchange takes place. */
export interface Stage {
  readonly frame: Frame;
  readonly spmc: Spmc;
  /** Who owns the memory, and who it is sent to. */
  readonly sender: Partition;
  receiver(): Partition;
  /** Calls and throws unless the answer is `wanted`. */
  expect(wanted: number, context: number, id: number, w1?: number, w2?: number, w3?: number): void;
}

/** Calls about one piece of memory. Every answer is looked at; every descriptor is ready before the first call. */
export class Exchange {
  handleLow = 0;
  handleHigh = 0;
  private readonly world: Stage;
  private readonly sender: Partition;
  private readonly receivers: readonly Partition[];
  private readonly sendId: number;
  private readonly total: number;
  private readonly fragments: readonly Letter[];
  private readonly first: Letter;
  private readonly request: Letter;
  private readonly farewells: readonly Letter[];
  private readonly release: boolean;
  private readonly shareBuffers: boolean;

  constructor(world: Stage, constituents: readonly Constituent[], options: ExchangeOptions = {}) {
    const { operation = OPERATION.SHARE, sender = world.sender, receivers = [world.receiver()] } = options;
    const ids = receivers.map(({ id }) => id);
    this.world = world;
    this.sender = sender;
    this.receivers = receivers;
    this.sendId = SEND[operation];
    const [first, ...fragments] = sendLetters(operation, sender.id, ids, constituents);
    if (first === undefined) throw new Error('a send has a first fragment');
    this.first = first;
    this.fragments = fragments;
    this.total = fragments.reduce((sum, { bytes }) => sum + bytes, first.bytes);
    this.request = requestLetter(operation, sender.id, ids);
    this.farewells = ids.map(relinquishLetter);
    this.release = options.release ?? false;
    this.shareBuffers = options.shareBuffers ?? false;
    this.settle();
  }

  /** Fills the buffers with what stays in them from cycle to cycle. */
  settle(): void {
    post(this.first, this.sender.tx);
    for (const { tx } of this.receivers) post(this.request, tx);
  }

  /** So many cycles: send, retrieve and relinquish by every receiver, reclaim. */
  cycles(count: number): void {
    for (let cycle = 0; cycle < count; cycle++) {
      this.send();
      for (const receiver of this.receivers) this.retrieve(receiver);
      for (let index = 0; index < this.receivers.length; index++) this.relinquish(index);
      this.reclaim();
    }
  }

  send(): void {
    const { world, sender, fragments, first } = this;
    const { context, tx } = sender;
    if (fragments.length > 0 || this.shareBuffers) post(first, tx);
    const answer = fragments.length > 0 ? FFA_MEM_FRAG_RX : FFA_SUCCESS;
    world.expect(answer, context, this.sendId, this.total, first.bytes);
    const handle = fragments.length > 0 ? 2 : 4;
    this.handleLow = world.frame[handle] ?? 0;
    this.handleHigh = world.frame[handle + 2] ?? 0;
    for (let index = 0; index < fragments.length; index++) this.sendOn(index);
  }

  /** Sends fragment `index` of those behind the first. */
  private sendOn(index: number): void {
    const { world, sender, fragments } = this;
    const letter = fragments[index];
    if (letter === undefined) return;
    post(letter, sender.tx);
    const answer = index + 1 < fragments.length ? FFA_MEM_FRAG_RX : FFA_SUCCESS;
    world.expect(answer, sender.context, FFA_MEM_FRAG_TX, this.handleLow, this.handleHigh, letter.bytes);
  }

  /** Retrieves, and fetches all fragments of the response. */
  retrieve(receiver: Partition): void {
    const { world, request } = this;
    const { context, tx } = receiver;
    post(request, tx, this.shareBuffers ? undefined : OVERWRITTEN);
    tx[2] = this.handleLow;
    tx[3] = this.handleHigh;
    world.expect(FFA_MEM_RETRIEVE_RESP, context, FFA_MEM_RETRIEVE_REQ, request.bytes, request.bytes);
    const total = world.frame[2] ?? 0;
    let fetched = world.frame[4] ?? 0;
    this.handBack(receiver);
    while (fetched < total) {
      world.expect(FFA_MEM_FRAG_TX, context, FFA_MEM_FRAG_RX, this.handleLow, this.handleHigh, fetched);
      fetched += world.frame[6] ?? 0;
      this.handBack(receiver);
    }
  }

  relinquish(index: number): void {
    const letter = this.farewells[index];
    const receiver = this.receivers[index];
    if (letter === undefined || receiver === undefined) return;
    post(letter, receiver.tx);
    receiver.tx[0] = this.handleLow;
    receiver.tx[1] = this.handleHigh;
    this.world.expect(FFA_SUCCESS, receiver.context, FFA_MEM_RELINQUISH);
  }

  reclaim(): void {
    this.world.expect(FFA_SUCCESS, this.sender.context, FFA_MEM_RECLAIM, this.handleLow, this.handleHigh);
  }

  private handBack({ context, slot }: Partition): void {
    if (this.release) this.world.expect(FFA_SUCCESS, context, FFA_RX_RELEASE);
    else this.world.spmc.state.endpoints.rx[slot] = RX.EMPTY;
  }
}
