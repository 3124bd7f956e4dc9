import { FFA_SUCCESS_32, type Frame, isError, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { PAGE_SIZE } from '../abi/pages.ts';
import { joinWords } from '../abi/words.ts';
import { type Program, write } from '../client/port.ts';
import { fragmentArguments, type Prepared, type SendFunction, sendArguments } from '../client/send.ts';
import { descriptorOf, type MemoryArguments } from './descriptor.ts';
import { type DriverCore, is } from './driver-core.ts';
import { reclaim } from './reclaim.ts';
import { type DriverError, driverErrorOf } from './result.ts';

const MEM_FRAG_RX: number = functionId('FFA_MEM_FRAG_RX');
const MEM_OP_PAUSE: number = functionId('FFA_MEM_OP_PAUSE');

/** Sends memory, in as many fragments as it takes. Returns the handle. */
export function* sendMemory(core: DriverCore, name: SendFunction, args: MemoryArguments): Program<bigint> {
  const sending = new Sending(core, name, descriptorOf(core, name, args), args.buffer);
  try {
    return yield* sending.run();
  } catch (error) {
    throw yield* sending.leave(driverErrorOf(core.model.errnos, error));
  }
}

/** One send on its way. */
class Sending {
  private readonly core: DriverCore;
  private readonly name: SendFunction;
  private readonly prepared: Prepared;
  /** Where fragments are written: TX, or a buffer of the caller's. */
  private readonly place: number;
  private readonly own: boolean;
  /** From the first answer that names one, the manager has something that has to be reclaimed. */
  private handle: bigint | undefined;

  constructor(core: DriverCore, name: SendFunction, prepared: Prepared, buffer: number | undefined) {
    this.core = core;
    this.name = name;
    this.prepared = prepared;
    this.place = buffer ?? core.state.mapped().tx;
    this.own = buffer !== undefined;
  }

  *run(): Program<bigint> {
    const { bytes, fragments } = this.prepared;
    for (const [index, { offset, length }] of fragments.entries()) {
      yield* write(this.place, bytes.subarray(offset, offset + length));
      const call = index === 0 ? this.name : 'FFA_MEM_FRAG_TX';
      const answer = yield* index === 0 ? this.begin(length) : this.goOn(length);
      this.judge(call, yield* this.whole(answer), offset + length);
    }
    const { handle } = this;
    if (handle === undefined) throw new TypeError('a descriptor has at least one fragment');
    this.core.held.set(handle, { name: this.name, whole: true });
    return handle;
  }

  /** After a failure: gives back what the manager has, where this driver does. Returns the failure, with what is left of the send. */
  *leave(error: DriverError): Program<DriverError> {
    const { core, handle } = this;
    if (handle === undefined) return error;
    if (!core.model.reclaimsPartial) return error.with({ handle });
    const undone = yield* core.attempt(reclaim(core, handle));
    return undone.ok ? error : error.with({ handle, undoing: undone.error });
  }

  private begin(length: number): Program<Frame> {
    const { core, prepared } = this;
    const buffer = { 3: BigInt(this.place), 4: core.state.bufferBytes / PAGE_SIZE };
    const args = { ...sendArguments(prepared.bytes.length, length), ...(this.own ? buffer : {}) };
    return core.ask(this.name, args, core.found.wideMemory ? 64 : 32);
  }

  private goOn(length: number): Program<Frame> {
    return this.core.ask('FFA_MEM_FRAG_TX', fragmentArguments(this.handle ?? 0n, length));
  }

  /** The answer to a fragment, after as many pauses as the manager makes. */
  private *whole(first: Frame): Program<Frame> {
    const { core } = this;
    const most = core.model.fragments ? core.limits.pauses : 0;
    let answer = first;
    for (let pauses = 0; pauses < most && is(answer, MEM_OP_PAUSE); pauses++) {
      this.learn(firstHandle(answer));
      answer = yield* core.ask('FFA_MEM_OP_RESUME', { 1: w(answer, 1), 2: w(answer, 2) });
    }
    if (is(answer, MEM_OP_PAUSE)) this.learn(firstHandle(answer));
    return answer;
  }

  private judge(call: string, answer: Frame, sent: number): void {
    const { core, handle: known } = this;
    const last = sent === this.prepared.bytes.length;
    if (isError(answer)) throw this.early(last, core.refused(call, answer));
    const complete = is(answer, FFA_SUCCESS_32);
    const wanting = is(answer, MEM_FRAG_RX);
    const named = complete ? joinWords(w(answer, 2), w(answer, 3)) : firstHandle(answer);
    if (complete || wanting) this.learn(named);
    const expected = last ? complete : wanting && w(answer, 3) === sent;
    const same = known === undefined || known === named;
    const { checksFragments, fragments } = core.model;
    const believed = checksFragments ? expected && same : complete || (wanting && fragments);
    if (!believed) throw this.early(last, core.odd(call, answer, core.model.oddFragment));
  }

  /** The failure of a fragment that is not the last, which some drivers do not look into. */
  private early(last: boolean, error: DriverError): DriverError {
    const { fragmentErrno } = this.core.model;
    return last || fragmentErrno === 'by-status' ? error : error.with({ errno: fragmentErrno });
  }

  private learn(handle: bigint): void {
    if (this.handle !== undefined) return;
    this.handle = handle;
    this.core.held.set(handle, { name: this.name, whole: false });
  }
}

/** The handle in w1 and w2, where FFA_MEM_FRAG_RX and FFA_MEM_OP_PAUSE have it. */
function firstHandle(answer: Frame): bigint {
  return joinWords(w(answer, 1), w(answer, 2));
}
