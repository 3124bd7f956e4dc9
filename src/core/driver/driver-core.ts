import type { Errno } from '../abi/errno.ts';
import { errorStatus, FFA_SUCCESS_32, type Frame, isError, w } from '../abi/frame.ts';
import { functionId, functionName } from '../abi/functions.ts';
import { statusName } from '../abi/statuses.ts';
import { type Arguments, type Buffers, type DriverState, request } from '../client/driver.ts';
import { call, type Program } from '../client/port.ts';
import type { SendFunction } from '../client/send.ts';
import { errnoOf } from './errno.ts';
import { DRIVER_LIMITS, type DriverLimits } from './limits.ts';
import type { DriverModel, Operation } from './model.ts';
import { attempt, DriverError, type Result, refusal } from './result.ts';

/** What a driver needs of the kernel around it. */
export interface Surroundings {
  /** Where RX and TX are to be, and how many pages of 4 KiB each may have. */
  readonly buffers: Buffers;
  /** Whoever stands above the endpoint mapped the buffers already. */
  readonly mapped?: boolean;
  /** Bytes of a page of the kernel, of which buffers are made. 4096 when left out. */
  readonly pageBytes?: number;
  /** Processors that notifications are made for. 1 when left out. */
  readonly cpus?: number;
  readonly limits?: Partial<DriverLimits>;
}

/** Memory that is somebody else's as well until it is reclaimed. */
export interface Held {
  readonly name: SendFunction;
  /** Whether all of the descriptor was sent. */
  readonly whole: boolean;
}

/** What the manager turned out to have. */
export interface Found {
  wideMemory: boolean;
  serviceRequests: boolean;
  /** Whether there are bitmaps for this endpoint. */
  notifications: boolean;
}

/** What all parts of a driver share: who it is, what it negotiated and found, and what it still has to give back. */
export class DriverCore {
  readonly model: DriverModel;
  readonly state: DriverState;
  readonly surroundings: Surroundings;
  readonly limits: DriverLimits;
  readonly found: Found = { wideMemory: false, serviceRequests: false, notifications: false };
  /** Transactions that the manager has, by handle. */
  readonly held: Map<bigint, Held> = new Map();

  private readonly inUse: Set<'TX' | 'RX'> = new Set();

  constructor(model: DriverModel, state: DriverState, surroundings: Surroundings) {
    this.model = model;
    this.state = state;
    this.surroundings = surroundings;
    this.limits = { ...DRIVER_LIMITS, ...surroundings.limits };
  }

  /** Throws a DriverError for what this driver does not do. */
  need(operation: Operation): void {
    if (!this.model.operations.includes(operation))
      throw new DriverError('ENOSYS', `${this.model.name} does not do this: ${operation}`);
  }

  /** Does something that may fail, and returns what came of it. */
  attempt<Value>(program: Program<Value>): Program<Result<Value>> {
    return attempt(this.model.errnos, program);
  }

  /** Makes a call, again while the manager says that it may work later, as often as this driver tries. */
  *ask(name: string, args: Arguments = {}, width: 32 | 64 = 32): Program<Frame> {
    const question = request(functionId(name, width), args);
    let answer = yield* call(question);
    for (let again = 0; again < this.limits.retries && this.isLater(answer); again++)
      answer = yield* call(question);
    return answer;
  }

  /**
   * Holds a buffer for a whole operation, fragments and all, so that no other one of this endpoint writes to it in between. Throws a DriverError
   * while another holds it.
   */
  *alone<Value>(buffer: 'TX' | 'RX', program: Program<Value>): Program<Value> {
    if (this.inUse.has(buffer)) throw new DriverError('EBUSY', `${buffer} is in use by another operation`);
    this.inUse.add(buffer);
    try {
      return yield* program;
    } finally {
      this.inUse.delete(buffer);
    }
  }

  /** Gives RX back. */
  *releaseRx(): Program {
    if (this.model.ignoresRelease) yield* this.ask('FFA_RX_RELEASE');
    else yield* this.succeed('FFA_RX_RELEASE');
  }

  /** Makes a call that has to succeed. `exactly`: a driver that takes anything but FFA_ERROR for a success does not do so here. */
  *succeed(
    name: string,
    args: Arguments = {},
    { width = 32, exactly = false }: Success = {},
  ): Program<Frame> {
    const answer = yield* this.ask(name, args, width);
    if (isError(answer)) throw this.refused(name, answer);
    const lenient = this.model.anySuccess && !exactly;
    if (!lenient && !is(answer, FFA_SUCCESS_32)) throw this.odd(name, answer);
    return answer;
  }

  /** Whether a function or feature is there. */
  *has(feature: number): Program<boolean> {
    return !isError(yield* this.ask('FFA_FEATURES', { 1: feature }));
  }

  /** An FFA_ERROR as this driver reports it. */
  refused(name: string, answer: Frame): DriverError {
    return refusal(this.model.errnos, name, errorStatus(answer));
  }

  /** An answer that is neither FFA_ERROR nor what was asked for. */
  odd(name: string, answer: Frame, means: Errno | 'by-status' = this.model.oddAnswer): DriverError {
    const errno = means === 'by-status' ? errnoOf(this.model.errnos, errorStatus(answer)) : means;
    return new DriverError(errno, `${name} was answered with ${functionName(w(answer, 0))}`, { call: name });
  }

  /** Whether the manager says that the same call may work later, and this driver believes it. */
  isLater(answer: Frame): boolean {
    return isError(answer) && this.model.repeats.some((each) => each === statusName(errorStatus(answer)));
  }
}

interface Success {
  readonly width?: 32 | 64;
  readonly exactly?: boolean;
}

/** Whether x0 is a function id, as a whole. */
export function is(answer: Frame, id: number): boolean {
  return answer[0] === id && answer[1] === 0;
}
