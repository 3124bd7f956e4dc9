import { linuxErrno, rmErrorText } from '../wire/errors.ts';

/** A request that the resource manager refused. */
export class RmError extends Error {
  /** The message that was refused. */
  readonly request: string;
  /** The resource manager's own code: Linux's says less. */
  readonly code: number;

  constructor(request: string, code: number) {
    super(`${request}: ${rmErrorText(code)}`);
    this.name = 'RmError';
    this.request = request;
    this.code = code;
  }

  /** What Linux's driver would return: "EINVAL". */
  get errno(): string | 0 {
    return linuxErrno(this.code);
  }
}

/** An answer that the protocol does not allow, or none at all: the resource manager, or whoever stands in between, is broken or lies. */
export class RmProtocolError extends Error {
  constructor(request: string, what: string) {
    super(`${request}: ${what}`);
    this.name = 'RmProtocolError';
  }
}

/** What a program asks for cannot be put into a message: it is refused before anything is sent. */
export class RmArgumentError extends RangeError {
  constructor(what: string) {
    super(what);
    this.name = 'RmArgumentError';
  }
}

/** A parcel could not be made, and what there was of it could not be taken back: it still has its handle. */
export class HalfParcelError extends Error {
  readonly handle: number;
  /** Why it could not be made. */
  override readonly cause: unknown;
  /** Why it could not be taken back. */
  readonly reclaim: unknown;

  constructor(handle: number, cause: unknown, reclaim: unknown) {
    super(`parcel ${handle} is half made (${textOf(cause)}) and could not be reclaimed (${textOf(reclaim)})`);
    this.name = 'HalfParcelError';
    this.handle = handle;
    this.cause = cause;
    this.reclaim = reclaim;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
