/**
 * Times guests in QEMU: `npm run bench:guest`. Calls are timed by the guest's own counter, from the instruction before the call to the one
 * behind it; shells from the start of the command.
 */

import { GuestCache } from '#node/guest/cache.js';
import { USUAL_OPTIONS } from '#node/qemu/board/board-options.js';
import { timeCalls } from './guest-calls.ts';
import { timeShell } from './guest-shell.ts';

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

for (const [to, mediated] of [
  ['our hypervisor', true],
  ['the manager itself', false],
] as const) {
  put(`Calls from EL1 of a Cortex-A76 under stage 2 to ${to}, ${ROUNDS} rounds, µs`);
  put(''.padEnd(48), '      min', '      p50', '      p99');
  for (const { name, microseconds } of await timeCalls(ROUNDS, USUAL_SPIN, mediated))
    put(name.padEnd(48), ...quantiles(microseconds, [0, 0.5, 0.99]));
  put();
}

put('FFA_ID_GET by how often a processor looks for its answer before it sleeps, µs');
for (const spin of SPINS) {
  const idGet = (await timeCalls(ROUNDS, spin, false)).find(({ name }) => name === 'FFA_ID_GET');
  put(`${spin} times`.padEnd(48), ...quantiles(idGet?.microseconds ?? [], [0, 0.5, 0.99]));
}

put(`\nTo the shell, the median of ${RUNS}, and what an idle shell costs of one processor`);
for (const release of await GuestCache.of(process.env).releases()) {
  const runs = [];
  for (let run = 0; run < RUNS; run++) runs.push(await timeShell(release));
  const [, middle] = runs.toSorted((left, right) => left.milliseconds - right.milliseconds);
  if (middle === undefined) continue;
  const { milliseconds, idle } = middle;
  put(
    `Linux ${release}`.padEnd(48),
    `${milliseconds.toFixed(0).padStart(6)} ms,  ours ${idle.ours.toFixed(1)} %, QEMU ${idle.qemu.toFixed(1)} %`,
  );
}
