import { ERRNO, type Errno } from '../abi/errno.ts';
import { FfaError, NotNowError, ProtocolError } from '../client/errors.ts';
import { DataAbort, type Program } from '../client/port.ts';
import { type ErrnoTable, errnoOf } from './errno.ts';
import { errorText } from './error-texts.ts';

interface About {
  /** The FF-A function that was refused, and its status. */
  readonly call?: string;
  readonly status?: number;
  /** A transaction that the manager still has, so that its memory is not free. */
  readonly handle?: bigint;
  /** Why what had been done before could not be undone. */
  readonly undoing?: DriverError;
}

interface Left extends Pick<About, 'handle' | 'undoing'> {
  readonly errno: Errno;
}

/** What a driver's client is told when something cannot be done. */
export class DriverError extends Error {
  readonly errno: Errno;
  readonly call: string | undefined;
  readonly status: number | undefined;
  readonly handle: bigint | undefined;
  readonly undoing: DriverError | undefined;

  constructor(errno: Errno, message: string, { call, status, handle, undoing }: About = {}) {
    super(message);
    this.name = 'DriverError';
    this.errno = errno;
    this.call = call;
    this.status = status;
    this.handle = handle;
    this.undoing = undoing;
  }

  /** The number that a C function would return: -22. */
  get returned(): number {
    return -ERRNO[this.errno];
  }

  /** The same failure, with what is left of it, or as another error number. */
  with({ errno = this.errno, ...more }: Partial<Left>): DriverError {
    const { call, status, handle, undoing } = this;
    const known = { call, status, handle, undoing, ...more };
    const said = Object.entries(known).filter(([, value]) => value !== undefined);
    return new DriverError(errno, this.message, Object.fromEntries(said));
  }
}

/** What comes of an operation of a driver: its value, or why there is none. Nothing that a manager answers is an exception. */
export type Result<Value = void> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: DriverError };

/** An FFA_ERROR as a driver reports it. */
export function refusal(errnos: ErrnoTable, call: string, status: number): DriverError {
  return new DriverError(errnoOf(errnos, status), errorText(call, status), { call, status });
}

/** Does something that may fail, and returns what came of it. Throws only what is a mistake in the program. */
export function* attempt<Value>(errnos: ErrnoTable, program: Program<Value>): Program<Result<Value>> {
  try {
    return { ok: true, value: yield* program };
  } catch (error) {
    return { ok: false, error: driverErrorOf(errnos, error) };
  }
}

/** What was thrown, as a driver reports it. Throws it again where it is a mistake in the program. */
export function driverErrorOf(errnos: ErrnoTable, error: unknown): DriverError {
  if (error instanceof DriverError) return error;
  if (error instanceof FfaError) return refusal(errnos, error.call, error.status);
  if (error instanceof ProtocolError) return new DriverError('EPROTO', error.message);
  if (error instanceof DataAbort) return new DriverError('EFAULT', error.message);
  if (error instanceof NotNowError) return new DriverError('ENODEV', error.message);
  throw error;
}
