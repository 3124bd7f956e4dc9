import { hunt } from './hunt.ts';
import { JUSTIFIED } from './justified.ts';
import type { Mutant } from './mutant.ts';
import { chosen, MUTANTS } from './mutants.ts';
import { HELP, type Options, readOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { judge } from './report.ts';
import { nameOfSources, Results } from './results.ts';
import { STRYKER_JUSTIFIED } from './stryker-justified/rooms.ts';
import { strykerTable, tables } from './table.ts';
import { testFiles } from './tests.ts';

const BAD_INPUT = 2;

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  return options.list ? list(options) : run(options);
}

/** Mutants, and where the tests are that are run with them where nobody says which. */
interface Hunted {
  readonly mutants: readonly Mutant[];
  readonly tests: readonly string[];
}

async function hunted({ stryker }: Options): Promise<Hunted> {
  if (stryker === undefined) return { mutants: MUTANTS, tests: [] };
  const { foldersOf, strykerMutants } = await import('./stryker.ts');
  return { mutants: await strykerMutants(stryker), tests: foldersOf(stryker.room) };
}

function selection({ only, shard }: Options, of: readonly Mutant[]): readonly Mutant[] {
  return chosen(only, of).filter((_, index) => index % shard.of === shard.index - 1);
}

async function list(options: Options): Promise<number> {
  const { mutants } = await hunted(options);
  for (const mutant of selection(options, mutants))
    process.stdout.write(options.json ? `${JSON.stringify(mutant)}\n` : `${mutant.id}: ${mutant.what}\n`);
  return 0;
}

async function run(options: Options): Promise<number> {
  const results = new Results(options.results, nameOfSources());
  const all = await hunted(options);
  const mutants = selection(options, all.mutants);
  const tests = testFiles(options.tests.length > 0 ? options.tests : all.tests);
  const outcomes: Outcome[] = mutants.flatMap(({ id }) => results.of(id) ?? []);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  if (outcomes.length > 0) say(`${outcomes.length} of ${mutants.length} are known from ${options.results}`);
  const known = new Set(outcomes.map(({ id }) => id));
  const open = mutants.filter(({ id }) => !known.has(id));
  const done = (outcome: Outcome) => {
    results.add(outcome);
    outcomes.push(outcome);
  };
  await hunt(open, tests, done, say);
  const justified = options.stryker === undefined ? JUSTIFIED : STRYKER_JUSTIFIED;
  const verdict = judge(outcomes, justified);
  if (options.json) for (const outcome of outcomes) process.stdout.write(`${JSON.stringify(outcome)}\n`);
  else if (!options.table) process.stdout.write(verdict.text);
  else if (options.stryker === undefined) process.stdout.write(tables(mutants, outcomes));
  else process.stdout.write(strykerTable(outcomes, justified));
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
