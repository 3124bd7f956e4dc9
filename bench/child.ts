import { fork } from 'node:child_process';
import { Bench, type Row, type Target } from './bench.ts';
import { calibrate } from './calibrate.ts';
import { FULL, QUICK } from './measure.ts';
import { WORKLOADS } from './workloads/index.ts';

/** What a workload found out. */
export interface Findings {
  readonly rows: readonly Row[];
  readonly targets: readonly Target[];
}

/** Runs one workload in this process. */
export async function runHere(id: string, quick: boolean): Promise<Findings> {
  const effort = quick ? QUICK : FULL;
  const bench = new Bench(id, effort, calibrate(effort));
  const workload = WORKLOADS[id];
  if (workload === undefined) throw new RangeError(`there is no workload ${id}`);
  await workload.run(bench);
  return { rows: bench.rows, targets: bench.targets };
}

/** Runs one workload in a process of its own, so that no other has shaped what the engine made of the code. */
export function runApart(script: string, id: string, quick: boolean): Promise<Findings> {
  return new Promise((resolve, reject) => {
    const child = fork(script, ['--child', id, ...(quick ? ['--quick'] : [])]);
    let findings: Findings | undefined;
    child.on('message', (message) => {
      findings = message as Findings;
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0 && findings !== undefined) resolve(findings);
      else reject(new Error(`workload ${id} ended with exit code ${code}`));
    });
  });
}
