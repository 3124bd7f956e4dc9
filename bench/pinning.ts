import { execFileSync, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Where a process and another one are kept: the first two processors. */
const [THEIRS, OURS] = ['0', '1'];

/** Whether processes can be kept on processors of their own here. */
export function canPin(): boolean {
  return availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;
}

/** Keeps another process and this one on a processor each. Returns what lets this one go again. */
export function pinApart(pid: number): () => void {
  const all = `0-${availableParallelism() - 1}`;
  pin(pid, THEIRS);
  pin(process.pid, OURS);
  return () => pin(process.pid, all);
}

function pin(pid: number, processors: string): void {
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', processors, String(pid)], {
    stdio: 'ignore',
  });
}
