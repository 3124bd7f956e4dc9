import path from 'node:path';
import { AptSuite, SuiteLack } from './apt-suite.ts';
import { machineSources } from './machine-apt.ts';
import { GuestProblem } from './problem.ts';
import type { Progress } from './progress.ts';

/** Suites with a kernel that has FF-A, the most stable first. */
export const SUITES: readonly string[] = ['trixie-backports', 'forky', 'sid'];

/** Where and how work is done that takes its time. */
export interface Work {
  /** A folder that is removed when the work ends. */
  readonly folder: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Takes something from the first suite that has it. Throws a GuestProblem that says of each suite why it was not
 * the one.
 */
export async function fromFirstSuite<T>(
  names: readonly string[],
  { folder, progress, signal }: Work,
  take: (suite: AptSuite) => Promise<T>,
): Promise<T> {
  const sources = await machineSources(signal);
  const lacks: string[] = [];
  for (const [index, name] of names.entries()) {
    try {
      return await take(
        await AptSuite.open(name, sources, path.join(folder, `suite-${index}`), progress, signal),
      );
    } catch (error) {
      if (!(error instanceof SuiteLack)) throw error;
      lacks.push(`${name}: ${error.message}`);
    }
  }
  throw new GuestProblem(
    ['no suite has what a guest needs', ...lacks].join('\n    '),
    'Ask for another suite with --suite, or give the files: tantalum guest fetch --help',
  );
}
