import { hunt } from './hunt.ts';
import { JUSTIFIED } from './justified.ts';
import { chosen } from './mutants.ts';
import { HELP, type Options, readOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { judge } from './report.ts';
import { nameOfSources, Results } from './results.ts';
import { runStryker } from './stryker.ts';
import { tables } from './table.ts';
import { testFiles } from './tests.ts';

const BAD_INPUT = 2;

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (options.stryker !== undefined) return runStryker(options.stryker);
  return options.list ? list(options) : run(options);
}

function selection({ only, shard }: Options) {
  return chosen(only).filter((_, index) => index % shard.of === shard.index - 1);
}

function list(options: Options): number {
  for (const mutant of selection(options))
    process.stdout.write(options.json ? `${JSON.stringify(mutant)}\n` : `${mutant.id}: ${mutant.what}\n`);
  return 0;
}

async function run(options: Options): Promise<number> {
  const results = new Results(options.results, nameOfSources());
  const mutants = selection(options);
  const outcomes: Outcome[] = mutants.flatMap(({ id }) => results.of(id) ?? []);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  if (outcomes.length > 0) say(`${outcomes.length} of ${mutants.length} are known from ${options.results}`);
  const known = new Set(outcomes.map(({ id }) => id));
  const open = mutants.filter(({ id }) => !known.has(id));
  const done = (outcome: Outcome) => {
    results.add(outcome);
    outcomes.push(outcome);
  };
  await hunt(open, testFiles(options.tests), done, say);
  const verdict = judge(outcomes, JUSTIFIED);
  if (options.json) for (const outcome of outcomes) process.stdout.write(`${JSON.stringify(outcome)}\n`);
  else process.stdout.write(options.table ? tables(mutants, outcomes) : verdict.text);
  return verdict.ok ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = BAD_INPUT;
  },
);
