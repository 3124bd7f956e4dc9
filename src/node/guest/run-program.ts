import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Ends the program when it is aborted. */
  readonly signal?: AbortSignal;
  /** Takes what the program writes to its standard output, line by line, while it runs. */
  readonly onLine?: (line: string) => void;
  /** Takes what the program writes to file descriptor 3, line by line. */
  readonly onStatus?: (line: string) => void;
}

export interface Ended {
  /** Undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly out: Buffer;
  readonly err: string;
}

/** The programs that are in no folder of PATH. */
export function missingPrograms(
  names: readonly string[],
  { PATH = '' }: NodeJS.ProcessEnv,
): readonly string[] {
  const folders = PATH.split(path.delimiter).filter((folder) => folder !== '');
  return names.filter((name) => !folders.some((folder) => isExecutable(path.join(folder, name))));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a program to its end, in English, and collects what it says. Rejects when it cannot be started or is aborted. */
export function runProgram(
  program: string,
  args: readonly string[],
  { cwd, environment, signal, onLine, onStatus }: RunOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe', onStatus === undefined ? 'ignore' : 'pipe'],
      env: { ...process.env, ...environment, LC_ALL: 'C' },
      ...(cwd === undefined ? {} : { cwd }),
      ...(signal === undefined ? {} : { signal }),
    });
    const [, out, err, status] = child.stdio as readonly (NodeJS.ReadableStream | null)[];
    const said = collect(out);
    const complained = collect(err);
    if (onLine !== undefined) eachLine(out, onLine);
    if (onStatus !== undefined) eachLine(status, onStatus);
    let failure: Error | undefined;
    child.once('error', (error) => {
      failure = error;
      // One that was never started will not end, either.
      if (child.pid === undefined) reject(error);
    });
    child.once('close', (code) => {
      if (failure !== undefined) reject(failure);
      resolve({ code: code ?? undefined, out: said(), err: complained().toString() });
    });
  });
}

function collect(stream: NodeJS.ReadableStream | null | undefined): () => Buffer {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks);
}

function eachLine(stream: NodeJS.ReadableStream | null | undefined, take: (line: string) => void): void {
  let rest = '';
  stream?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
}
