import type { Ffa } from '../../../src/core/client/ffa.ts';
import type { Program } from '../../../src/core/client/port.ts';
import { Answer, type MessageWords, message, type Parameter, sessionWith } from './messages.ts';

const OPTEE = 0x8001;
const PAGE = 0x1000;
/** Read-write, instruction access left open: what Linux says of memory it shares. */
const SHARED = 0x2;
/** Ten messages with room for an RPC fit a page. */
const SLOT = 384;
const SLOTS = 10;

const OPEN_SESSION = 0;
const INVOKE = 1;
const CLOSE_SESSION = 2;
const CANCEL = 3;
const DO_BOTTOM_HALF = 6;

/** Where an RPC stands, for what a test does about it. */
export interface Rpc {
  readonly command: number;
  /** Of its first parameter. */
  readonly values: readonly bigint[];
}

/** What becomes of an RPC: its result, and its first parameter where that changes. */
export interface RpcAnswer {
  readonly result: number;
  readonly parameter?: Parameter;
}

/** Serves an RPC in the driver's stead. */
export type RpcServer = (rpc: Rpc) => Program<RpcAnswer> | RpcAnswer;

/**
 * What the driver of Linux does, without Linux: the order of its calls, the bytes of its messages and its loop around a call that yields.
 *
 * Source: clients-linux-uboot-pkvm 2.
 */
export class LinuxDriver {
  /** Commands of the RPCs that were served. */
  readonly rpcs: number[] = [];
  /** How often a call let others have the processor. */
  rests = 0;
  serve: RpcServer | undefined;
  /** Of the page with messages. */
  messages = 0n;
  private readonly ffa: Ffa;
  private readonly base: number;
  private readonly slots: boolean[] = new Array<boolean>(SLOTS).fill(false);
  private allocated: readonly { handle: bigint; address: number }[] = [];

  /** `base` is where the driver's memory starts: buffers, a page for messages, pages that it lends. */
  constructor(ffa: Ffa, base: number) {
    this.ffa = ffa;
    this.base = base;
  }

  private get messagePage(): number {
    return this.base + 2 * PAGE;
  }

  /** Maps buffers, asks for version and capabilities, and shares the page for messages. */
  *probe(): Program {
    yield* this.ffa.start({ tx: this.base, rx: this.base + PAGE, pages: 1 });
    this.messages = yield* this.register([{ address: this.messagePage, pages: 1 }]);
  }

  /** A direct request; returns w3 to w7. */
  *request(...words: number[]): Program<readonly number[]> {
    return yield* this.ffa.directRequest(OPTEE, words);
  }

  /** Shares memory. Returns the handle, by which messages name it. */
  *register(constituents: readonly { address: number; pages: number }[]): Program<bigint> {
    return yield* this.ffa.share({ receivers: [{ endpoint: OPTEE, permissions: SHARED }], constituents });
  }

  /** Lends memory to be protected for a use. Returns the handle. */
  *lend(address: number, pages: number, useCase: number): Program<bigint> {
    return yield* this.ffa.lend({
      receivers: [{ endpoint: OPTEE, permissions: SHARED }],
      constituents: [{ address, pages }],
      tag: BigInt(useCase),
    });
  }

  /** Has the trusted OS give memory up, and takes it back. */
  *unregister(handle: bigint): Program<number> {
    const [w3 = -1] = yield* this.request(3, low(handle), high(handle));
    if (w3 === 0) yield* this.ffa.reclaim(handle);
    return w3;
  }

  /** Puts a message into a free slot; returns its offset in the page. */
  *put(words: MessageWords): Program<number> {
    const slot = this.slots.indexOf(false);
    this.slots[slot] = true;
    const offset = slot * SLOT;
    yield* this.ffa.write(this.messagePage + offset, new Uint8Array(SLOT));
    yield* this.ffa.write(this.messagePage + offset, message(words));
    return offset;
  }

  /** Starts a message that was put; returns w3 to w7. */
  *start(offset: number): Program<readonly number[]> {
    return yield* this.request(0x8000_0000, low(this.messages), high(this.messages), offset);
  }

  /** Lets a thread go on. */
  *resume(thread: number): Program<readonly number[]> {
    return yield* this.request(0x8000_0001, 0, 0, 0, thread);
  }

  /** Sends a message and does what the trusted OS asks for meanwhile, until the answer is there. */
  *call(words: MessageWords): Program<Answer> {
    const offset = yield* this.put(words);
    const count = words.parameters?.length ?? 0;
    return yield* this.finish(offset, count, yield* this.start(offset));
  }

  /** The rest of a call, from the answer to its start. */
  *finish(offset: number, count: number, first: readonly number[]): Program<Answer> {
    let answer = first;
    while (answer[0] === 0 && answer[1] !== 0) {
      if (answer[1] === 1) yield* this.served(this.messagePage + offset + 32 + 32 * count);
      else this.rests++;
      answer = yield* this.resume(answer[4]!);
    }
    if (answer[0] !== 0) throw new Error(`the call came to 0x${answer[0]!.toString(16)}`);
    this.slots[offset / SLOT] = false;
    return new Answer(yield* this.ffa.read(this.messagePage + offset, 32 + 32 * count));
  }

  *open(uuid: string, parameters: readonly Parameter[] = []): Program<Answer> {
    return yield* this.call({ command: OPEN_SESSION, parameters: [...sessionWith(uuid), ...parameters] });
  }

  /** Opens a session that has to open; returns its number. */
  *session(uuid: string): Program<number> {
    const { result, session } = yield* this.open(uuid);
    if (result !== 0) throw new Error(`no session: 0x${result.toString(16)}`);
    return session;
  }

  *invoke(session: number, command: number, parameters: readonly Parameter[] = []): Program<Answer> {
    return yield* this.call({ command: INVOKE, session, function: command, parameters });
  }

  *close(session: number): Program<Answer> {
    return yield* this.call({ command: CLOSE_SESSION, session });
  }

  *cancel(session: number, cancelId: number): Program<Answer> {
    return yield* this.call({ command: CANCEL, session, cancelId });
  }

  /** What a notification leads to. */
  *bottomHalf(): Program<Answer> {
    return yield* this.call({ command: DO_BOTTOM_HALF });
  }

  private *served(at: number): Program {
    const bytes = yield* this.ffa.read(at, 64);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const command = view.getUint32(0, true);
    const values = [40, 48, 56].map((offset) => view.getBigUint64(offset, true));
    this.rpcs.push(command);
    const served = (this.serve ?? this.usual.bind(this))({ command, values });
    const answer = 'next' in served ? yield* served : served;
    view.setUint32(20, answer.result, true);
    if (answer.parameter !== undefined) bytes.set(answer.parameter, 32);
    yield* this.ffa.write(at, bytes);
  }

  /** What Linux does about an RPC. */
  *usual({ command, values: [a = 0n, b = 0n] }: Rpc): Program<RpcAnswer> {
    if (command === 3) return { result: 0, parameter: words(2n, 1_700_000_000n, 123_456_789n) };
    if (command === 4 || command === 5) return { result: 0 };
    if (command === 6) return yield* this.allocate(Number(b));
    if (command === 7) {
      // The trusted OS is not told of what tee-supplicant takes back.
      if (a === 0n) yield* this.ffa.reclaim(b);
      else yield* this.unregister(b);
      return { result: 0 };
    }
    return { result: 0xffff_000a };
  }

  /** Pages of the driver's own, shared at once. */
  private *allocate(bytes: number): Program<RpcAnswer> {
    const pages = Math.ceil(bytes / PAGE);
    const address = this.base + (16 + 16 * this.allocated.length) * PAGE;
    const handle = yield* this.register([{ address, pages }]);
    this.allocated = [...this.allocated, { handle, address }];
    return { result: 0, parameter: words(6n, 0n, BigInt(pages * PAGE), handle) };
  }
}

function words(...values: readonly bigint[]): Parameter {
  const bytes = new Uint8Array(32);
  bytes.set(new Uint8Array(BigUint64Array.from(values).buffer));
  return bytes;
}

export function low(handle: bigint): number {
  return Number(handle & 0xffff_ffffn);
}

export function high(handle: bigint): number {
  return Number(handle >> 32n);
}
