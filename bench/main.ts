import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Findings, runApart, runHere } from './child.ts';
import { HELP, type Options, readOptions } from './options.ts';
import { figuresTable, targetsTable } from './report.ts';
import { WORKLOADS } from './workloads/index.ts';

const BAD_INPUT = 2;
const QUICK_NOTE =
  'A quick run shows that everything runs: its figures say little, and no target was looked at.';

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options.help) process.stdout.write(HELP);
  else if (options.child !== undefined) process.send?.(await runHere(options.child, options.quick));
  else await runAll(options);
}

async function runAll({ only, quick, json }: Options): Promise<void> {
  const ids = only.length > 0 ? only : Object.keys(WORKLOADS);
  for (const id of ids) if (WORKLOADS[id] === undefined) throw new TypeError(`there is no workload ${id}`);
  const findings: Findings[] = [];
  for (const id of ids) {
    process.stderr.write(`${id}: ${WORKLOADS[id]?.about}\n`);
    findings.push(await runApart(fileURLToPath(import.meta.url), id, quick));
  }
  const rows = findings.flatMap((found) => found.rows);
  const targets = findings.flatMap((found) => found.targets);
  process.stdout.write(`${figuresTable(rows)}\n\n${quick ? QUICK_NOTE : targetsTable(targets)}\n`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(rows, undefined, 2)}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = error instanceof TypeError ? BAD_INPUT : 1;
});
