/** Programs of the system that read back what we write: oracles, where they are installed. */

import { spawnSync } from 'node:child_process';

/** Whether a program is there; when it is not, what is left out is said. */
export function isInstalled(program: string, leftOut: string): boolean {
  const { error } = spawnSync(program, ['--version']);
  if (error !== undefined) console.log(`Left out: ${leftOut}, because there is no ${program}.`);
  return error === undefined;
}

/** What a program makes of some input. */
export function read(
  program: string,
  args: readonly string[],
  input: Uint8Array = new Uint8Array(0),
): ReadBack {
  const { status, stdout, stderr } = spawnSync(program, args, { input });
  return { status, out: stdout, err: stderr.toString() };
}

interface ReadBack {
  readonly status: number | null;
  readonly out: Buffer;
  readonly err: string;
}
