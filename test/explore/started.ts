/** `tantalum` as a process that runs beside the test. */

import { type ChildProcess, spawn } from 'node:child_process';
import { PROGRAM, ROOT } from '../cli/support.ts';

/** A program that was started, what it has said so far, and what it will end with. */
export interface Started {
  readonly process: ChildProcess;
  readonly id: number;
  out(): string;
  err(): string;
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

const running = new Set<ChildProcess>();

export function start(...args: readonly string[]): Started {
  return startWith({}, ...args);
}

/** Starts it with more in its environment than we have. */
export function startWith(
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Started {
  const program = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(program);
  let [out, err] = ['', ''];
  program.stdout.on('data', (part: Buffer) => {
    out += part.toString();
  });
  program.stderr.on('data', (part: Buffer) => {
    err += part.toString();
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    program.once('close', (code, signal) => {
      running.delete(program);
      resolve(code ?? signal);
    });
  });
  return { process: program, id: program.pid ?? 0, out: () => out, err: () => err, ended };
}

/** Ends what is still running, where a test has failed. */
export function endAll(): void {
  for (const program of running) program.kill('SIGKILL');
}

/** Waits until something can be had. */
export async function until<T>(get: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const value = await get();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
