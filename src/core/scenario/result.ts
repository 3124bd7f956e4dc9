import type { Errno } from '../abi/errno.ts';
import type { Frame } from '../abi/frame.ts';
import type { AccessFault } from '../client/port.ts';

/** What came of a step. */
export type Result =
  /** It worked; `differs` says how what came back is not what was expected. */
  | { readonly kind: 'done'; readonly differs?: string }
  | { readonly kind: 'refused'; readonly status: string; readonly errno?: Errno }
  | { readonly kind: 'fault'; readonly fault: AccessFault }
  /** It could not be tried, or the manager answered what it must not. `errno` is what a driver makes of it, here and in a refusal. */
  | { readonly kind: 'failed'; readonly why: string; readonly errno?: Errno }
  /** It waits for another partition, and is judged when that has answered. */
  | { readonly kind: 'pending'; readonly judge: (answer: Frame) => Result };

export const DONE: Result = { kind: 'done' };

/** A result that says what differs, if anything does. */
export function doneUnless(differs: string | undefined): Result {
  return differs === undefined ? DONE : { kind: 'done', differs };
}
