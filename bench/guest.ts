/**
 * Times guests in QEMU: `npm run bench:guest`. Calls are timed by the guest's own counter, from the instruction before the call to the one
 * behind it; shells from the start of the command.
 */

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GuestCache } from '#node/guest/cache.js';
import { USUAL_OPTIONS } from '#node/qemu/board/board-options.js';
import { type Times, timeCalls, timeDirectRequests } from './guest-calls.ts';
import { takeSnapshot, timeRestore, timeShell, watchIdle } from './guest-shell.ts';
import { canPin } from './pinning.ts';

const ROUNDS = 2000;
const SPINS = [0, 5000, 100_000];
const USUAL_SPIN = USUAL_OPTIONS.spin;
const RUNS = 3;

function put(...cells: readonly string[]): void {
  process.stdout.write(`${cells.join('')}\n`);
}

function quantiles(sorted: readonly number[], parts: readonly number[]): readonly string[] {
  return parts.map((part) =>
    (sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN).toFixed(1).padStart(9),
  );
}

function putTimes({ name, microseconds }: Times): void {
  put(name.padEnd(48), ...quantiles(microseconds, [0, 0.5, 0.99]));
}

const usual = { rounds: ROUNDS, spin: USUAL_SPIN };
put(`Calls from EL1 under stage 2 to our hypervisor, ${ROUNDS} rounds, µs`);
put(''.padEnd(48), '      min', '      p50', '      p99');
for (const times of await timeCalls({ ...usual, mediated: true })) putTimes(times);

put('\nThe same to the manager itself, µs');
for (const times of [...(await timeCalls(usual)), ...(await timeDirectRequests(usual))]) putTimes(times);

if (canPin()) {
  put('\nThe latter, QEMU and this process kept on a processor each, µs');
  const pinned = { ...usual, pinned: true };
  for (const times of [...(await timeCalls(pinned)), ...(await timeDirectRequests(pinned))]) putTimes(times);
} else
  put(
    '\nLeft out: processes kept on processors of their own, for which taskset and two processors are needed',
  );

put('\nFFA_ID_GET by how often a processor looks for its answer before it sleeps, µs');
for (const spin of SPINS) {
  const idGet = (await timeCalls({ ...usual, spin })).find(({ name }) => name === 'FFA_ID_GET');
  if (idGet !== undefined) putTimes({ ...idGet, name: `${spin} times` });
}

put(`\nTo the shell, the median of ${RUNS}, and what an idle shell costs of one processor`);
for (const release of await GuestCache.of(process.env).releases()) {
  const runs: number[] = [];
  for (let run = 0; run < RUNS; run++) runs.push(await timeShell(release));
  const [, middle = Number.NaN] = runs.toSorted((left, right) => left - right);
  const { ours, qemu } = await watchIdle(release);
  put(
    `Linux ${release}`.padEnd(48),
    `${middle.toFixed(0).padStart(6)} ms,  ours ${ours.toFixed(1)} %, QEMU ${qemu.toFixed(1)} %`,
  );
}

put(`\nFrom --restore to an answer of the shell, the median of ${RUNS}, and the size of the snapshot`);
const folder = mkdtempSync(join(tmpdir(), 'tantalum-bench-'));
try {
  for (const release of await GuestCache.of(process.env).releases()) {
    const file = join(folder, release);
    await takeSnapshot(release, file);
    const runs = [];
    for (let run = 0; run < RUNS; run++) runs.push(await timeRestore(file));
    const [, middle = Number.NaN] = runs.toSorted((left, right) => left - right);
    const mebibytes = (statSync(file).size / 2 ** 20).toFixed(0);
    put(`Linux ${release}`.padEnd(48), `${middle.toFixed(0).padStart(6)} ms,  ${mebibytes} MiB`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
