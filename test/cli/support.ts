/** The command line as a user meets it. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));
export const PROGRAM: string = fileURLToPath(new URL('../../bin/tantalum', import.meta.url));
export const CAPTURES = 'test/fixtures/captures';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly input?: string | Uint8Array;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs `tantalum` in the root of the repository to its end. */
export function tantalum(
  args: readonly string[],
  { input = '', environment = {} }: Surroundings = {},
): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd: ROOT,
    input,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}
