import { GuestCache } from '../guest/cache.ts';
import type { Work } from '../guest/first-suite.ts';
import type { Guest } from '../guest/guest-files.ts';
import { GuestProblem } from '../guest/problem.ts';
import { CommandError } from './exit.ts';
import { StepLine } from './step-line.ts';

/** What a shell says of a program that was interrupted: 128 and the number of the signal. */
const INTERRUPTED: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

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
    const stop = new AbortController();
    const onSignal = (signal: NodeJS.Signals) => stop.abort(signal);
    for (const signal of Object.keys(INTERRUPTED)) process.once(signal, onSignal);
    const progress = new StepLine(process.stderr);
    try {
      return await cache.work((folder) => task(cache, { folder, progress, signal: stop.signal }));
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      process.exitCode = INTERRUPTED[String(stop.signal.reason)] ?? 1;
      return undefined;
    } finally {
      progress.end();
      for (const signal of Object.keys(INTERRUPTED)) process.off(signal, onSignal);
    }
  });
}
