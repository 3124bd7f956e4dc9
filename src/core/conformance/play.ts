import type { Act, DistantMachine, Machine, Reply } from './target.ts';

/** Something that goes on act by act and knows nothing of the machine that does them: neither where it is nor whether it is awaited. */
export type Play<Result> = Generator<Act, Result, Reply>;

/** Nothing has been done yet. A generator does not look at what it is started with. */
export const NOTHING: Reply = { outcome: 'written' };

/** Plays on a machine that answers at once. */
export function drive<Result>(play: Play<Result>, machine: Machine): Result {
  let next = play.next(NOTHING);
  while (next.done !== true) next = play.next(machine.take(next.value));
  return next.value;
}

/** Plays on a machine that promises its replies. */
export async function driveDistant<Result>(play: Play<Result>, machine: DistantMachine): Promise<Result> {
  let next = play.next(NOTHING);
  while (next.done !== true) next = play.next(await machine.take(next.value));
  return next.value;
}
