import { GuestCache } from '../guest/cache.ts';
import type { Work } from '../guest/first-suite.ts';
import type { Guest } from '../guest/guest-files.ts';
import { GuestProblem } from '../guest/problem.ts';
import { CommandError } from './exit.ts';
import { Interruption } from './interruption.ts';
import { StepLine } from './step-line.ts';

/** Does something with guests; problems with them are told as those of the command. */
export async function withGuests<T>(task: (cache: GuestCache) => Promise<T>): Promise<T> {
  try {
    return await task(GuestCache.of(process.env));
  } catch (error) {
    throw error instanceof GuestProblem ? new CommandError(error.message, error.hint) : error;
  }
}

/** Reads a guest, the newest where none is named. */
export async function openGuest(cache: GuestCache, release?: string): Promise<Guest> {
  const [newest] = await cache.releases();
  const wanted = release ?? newest;
  if (wanted === undefined) throw new GuestProblem('there is no guest yet', 'Get one: tantalum guest fetch');
  return cache.open(wanted);
}

/**
 * Does what takes its time: with a folder that is removed in the end, with progress on the standard error, and with a stop
 * that leaves nothing behind when the user wants no more.
 */
export function withWork<T>(task: (cache: GuestCache, work: Work) => Promise<T>): Promise<T | undefined> {
  return withGuests(async (cache) => {
    const interruption = new Interruption();
    const progress = new StepLine(process.stderr);
    try {
      return await cache.work((folder) => task(cache, { folder, progress, signal: interruption.signal }));
    } catch (error) {
      if (interruption.code === undefined) throw error;
      process.exitCode = interruption.code;
      return undefined;
    } finally {
      progress.end();
      interruption.end();
    }
  });
}
