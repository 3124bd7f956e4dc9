import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { READY } from '#node/guest/init-script.js';

const PROGRAM = fileURLToPath(new URL('../../bin/tantalum', import.meta.url));
/** Clock ticks of the kernel in a second: what /proc counts processor time in. */
const TICKS = 100;
/** Up to then the engine of this process may collect what the start has left, once, which takes it 70 to 80 ms. */
const SETTLE_MS = 25_000;
const WATCH_MS = 10_000;
/** Where a line of /proc/PID/stat has the parent and the processor time, counted behind the name. */
const STAT = { PARENT: 1, USER: 11, SYSTEM: 12 } as const;

/** What a shell costs in which nobody types: shares of one processor, in percent. */
export interface IdleShares {
  readonly ours: number;
  readonly qemu: number;
}

/** Boots a guest up to its shell. Returns the milliseconds from the start of the command. */
export async function timeShell(release: string): Promise<number> {
  const began = performance.now();
  return await withShell(release, () => Promise.resolve(performance.now() - began));
}

/** Boots a guest up to its shell, lets it come to rest, and watches it do nothing. */
export async function watchIdle(release: string): Promise<IdleShares> {
  return await withShell(release, async (pid) => {
    await delay(SETTLE_MS);
    const processes = [pid, ...childrenOf(pid)];
    const before = processes.map(secondsOf);
    await delay(WATCH_MS);
    const spent = processes.map((each, index) => ((secondsOf(each) - (before[index] ?? 0)) / WATCH_MS) * 1e5);
    const [ours = 0, ...others] = spent;
    return { ours, qemu: others.reduce((sum, each) => sum + each, 0) };
  });
}

/** Does something while a guest is at its shell. */
async function withShell<Result>(release: string, act: (pid: number) => Promise<Result>): Promise<Result> {
  const child = spawn(process.execPath, [PROGRAM, 'boot', '--guest', release, '--append', 'quiet'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const exit = once(child, 'exit');
  try {
    await says(child, READY);
    return await act(child.pid ?? 0);
  } finally {
    child.kill('SIGKILL');
    await exit;
  }
}

/** Writes a guest at its shell to a file. */
export async function takeSnapshot(release: string, file: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [PROGRAM, 'boot', '--guest', release, '--append', 'quiet', '--snapshot', file],
    { stdio: 'ignore' },
  );
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`tantalum boot --snapshot ended with ${code}`);
}

/** Goes on with it. Milliseconds from the start of the command to the answer of the shell. */
export async function timeRestore(file: string): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, [PROGRAM, 'boot', '--restore', file], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const exit = once(child, 'exit');
  try {
    // The echo of what is typed does not have the answer in one piece.
    child.stdin.write('echo he""re\n');
    await says(child, 'here');
    return performance.now() - began;
  } finally {
    child.kill('SIGKILL');
    await exit;
  }
}

/** What it says afterwards is passed over: a console that nobody reads would stop the guest. */
function says(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(text)) resolve();
    });
    child.on('exit', () => reject(new Error(`it ended before it said ${text}:\n${said}`)));
  });
}

function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => Number(statOf(each)[STAT.PARENT]) === pid);
}

/** Processor time. */
function secondsOf(pid: number): number {
  const stat = statOf(pid);
  return (Number(stat[STAT.USER]) + Number(stat[STAT.SYSTEM])) / TICKS;
}

function statOf(pid: number): readonly string[] {
  try {
    // The name may have spaces in it.
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
  } catch {
    return [];
  }
}
