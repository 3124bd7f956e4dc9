import { errorStatus, type Frame } from '../abi/frame.ts';
import { functionName } from '../abi/functions.ts';
import { statusName } from '../abi/statuses.ts';

/** A call that was answered with FFA_ERROR, as an exception in the program that made it. */
export class FfaError extends Error {
  /** The function that was called. */
  readonly call: string;
  /** STATUS of abi/statuses.ts. */
  readonly status: number;

  constructor(functionId: number, status: number) {
    super(`${functionName(functionId)}: ${statusName(status)}`);
    this.name = 'FfaError';
    this.call = functionName(functionId);
    this.status = status;
  }
}

/** An answer that FF-A does not allow: the manager, or whoever stands in between, is broken or lies. */
export class ProtocolError extends Error {
  constructor(functionId: number, answer: Frame, expected: string) {
    super(`${functionName(functionId)} was answered with ${functionName(answer[0])}, expected ${expected}`);
    this.name = 'ProtocolError';
  }
}

/** What an endpoint was given when it started is not what it should be. */
export class BootInfoError extends Error {
  constructor(address: number, why: string) {
    super(`boot information at 0x${address.toString(16)}: ${why}`);
    this.name = 'BootInfoError';
  }
}

/** What was asked of an endpoint cannot be done in the state it is in: it has no buffers, it waits, it is dead. */
export class NotNowError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotNowError';
  }
}

/** The exception for an FFA_ERROR answer. */
export function errorOf(functionId: number, answer: Frame): FfaError {
  return new FfaError(functionId, errorStatus(answer));
}
