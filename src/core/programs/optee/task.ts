import type { Outcome, Step } from '../../client/port.ts';

/** A thread gives the processor back to the normal world in the middle of its work, and goes on when it is resumed. */
export interface Pause {
  readonly do: 'pause';
  /** RETURN of abi.ts. */
  readonly why: number;
}

/** Work of a thread, or a part of it: a program that may pause. */
export type Task<Result = void> = Generator<Step | Pause, Result, Outcome>;

export function* pause(why: number): Task {
  yield { do: 'pause', why };
}
