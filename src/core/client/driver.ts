import { type Behaviours, behavioursOf } from '../abi/behaviours.ts';
import { createFrame, FFA_SUCCESS_32, type Frame, isError, setX, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { PAGE_SIZE } from '../abi/pages.ts';
import { NEWEST_VERSION } from '../abi/versions.ts';
import { errorOf, NotNowError, ProtocolError } from './errors.ts';
import { call, type Program } from './port.ts';

/** Where an endpoint keeps its RX/TX buffers, as addresses of its own. */
export interface Buffers {
  readonly tx: number;
  readonly rx: number;
  /** Pages of 4 KiB of each. */
  readonly pages: number;
}

/** A copy of what a driver knows. */
export type SavedDriver = Readonly<Pick<DriverState, 'version' | 'id' | 'buffers'>>;

/** What a driver knows: what it negotiated, who it is, where its buffers are. All calls of one endpoint share it. */
export class DriverState {
  /** FF-A version in use. Before negotiation, the highest this client speaks. */
  version: number = NEWEST_VERSION;
  /** The endpoint's own id. */
  id = 0;
  buffers: Buffers | undefined;
  /** The registers that the endpoint was started with. */
  readonly entry: Frame;

  constructor(entry: Frame = createFrame()) {
    this.entry = entry;
  }

  /** What the version in use does differently. */
  get behaviours(): Behaviours {
    return behavioursOf(this.version);
  }

  /** Bytes of one buffer. */
  get bufferBytes(): number {
    return this.mapped().pages * PAGE_SIZE;
  }

  /** The buffers. Throws a NotNowError when there are none. */
  mapped(): Buffers {
    if (this.buffers === undefined) throw new NotNowError('RX/TX buffers are not mapped');
    return this.buffers;
  }

  /** Knows nothing any more: the endpoint begins anew. */
  reset(): void {
    this.restore(new DriverState().save());
  }

  save(): SavedDriver {
    return { version: this.version, id: this.id, buffers: this.buffers };
  }

  restore(saved: SavedDriver): void {
    this.version = saved.version;
    this.id = saved.id;
    this.buffers = saved.buffers;
  }
}

/** Argument registers beyond w0, by number: 32-bit values, or 64-bit ones as bigint. */
export type Arguments = Readonly<Record<number, number | bigint>>;

/** The registers of a call. */
export function request(function_: number, args: Arguments = {}): Frame {
  const frame = createFrame();
  frame[0] = function_;
  for (const [register, value] of Object.entries(args)) setX(frame, Number(register), BigInt(value));
  return frame;
}

/** Calls a function by name and returns the answer, whatever it is. */
export function* callFunction(name: string, args: Arguments = {}, width: 32 | 64 = 32): Program<Frame> {
  return yield* call(request(functionId(name, width), args));
}

/** Calls a function and expects FFA_SUCCESS. Throws an FfaError for FFA_ERROR, a ProtocolError for anything else. */
export function* expectSuccess(name: string, args: Arguments = {}, width: 32 | 64 = 32): Program<Frame> {
  const id = functionId(name, width);
  const answer = yield* call(request(id, args));
  if (isError(answer)) throw errorOf(id, answer);
  if (w(answer, 0) !== FFA_SUCCESS_32) throw new ProtocolError(id, answer, 'FFA_SUCCESS');
  return answer;
}
