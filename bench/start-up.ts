import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program of Node and what its run must end with. */
export interface Program {
  readonly args: readonly string[];
  readonly code: number;
}

const EMPTY: Program = { args: ['-e', '0'], code: 0 };

/** Tells, at the end of a process, how many microseconds of processor time it took. */
const TELL = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeSync(3, String(user + system));
});
`;

/**
 * Nanoseconds of processor time from the start of a process to its end, of an empty program and of one that does something: of each the
 * least of many runs in turn, because whatever else the machine does only adds to them. `folder` takes a file.
 */
export function startUp(program: Program, runs: number, folder: string): { empty: number; whole: number } {
  const tell = join(folder, 'tell.cjs');
  writeFileSync(tell, TELL);
  let [empty, whole] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let run = 0; run < runs; run++) {
    empty = Math.min(empty, timeOf(EMPTY, tell));
    whole = Math.min(whole, timeOf(program, tell));
  }
  return { empty, whole };
}

function timeOf({ args, code }: Program, tell: string): number {
  const { status, output } = spawnSync(process.execPath, ['--require', tell, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== code) throw new Error(`node ${args.join(' ')} ended with ${status}`);
  return Number(output[3]) * 1e3;
}
