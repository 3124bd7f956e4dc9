import type { Act, Machine, Reply } from './target.ts';

/** Something that goes on act by act and knows nothing of the machine that does them: neither where it is nor whether it is awaited. */
export type Play<Result> = Generator<Act, Result, Reply>;

/** Nothing has been done yet. A generator does not look at what it is started with. */
export const NOTHING: Reply = { outcome: 'written' };

/** Plays on a machine that answers at once. For one that promises its replies, this is the loop with an `await` in it. */
export function drive<Result>(play: Play<Result>, machine: Machine): Result {
  let next = play.next(NOTHING);
  while (next.done !== true) next = play.next(machine.take(next.value));
  return next.value;
}
