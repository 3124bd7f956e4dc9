import { appendFileSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { TestRunner } from 'vitest';
import { type Change, claims, type Mutant, subjectOf } from '../mutant.ts';
import { type Event, PLAN_VARIABLE, type Plan } from '../plan.ts';
import { board } from './board.ts';
import { switchTables } from './switch-tables.ts';

type Test = Parameters<NonNullable<TestRunner['onAfterTryTask']>>[0];
type File = Parameters<TestRunner['onCollectStart']>[0];

/** A test that takes more of a processor without a mutant, in milliseconds, is not run with one. */
const LONGEST = 3000;

/**
 * A mutant that so many tests have asked for and not noticed is used everywhere, and changes nothing that they see: from then on only tests
 * whose names say one of its rows are run with it.
 */
const MOST_TRIES = 600;

/** With a mutant a test may ask so many times as often as without, and so many times more. */
const MORE_ASKS = { times: 2, more: 10_000 };

const plan = JSON.parse(readFileSync(process.env[PLAN_VARIABLE] ?? '', 'utf8')) as Plan;
/** What was asked for while files were loaded: a mutant of it is on too late. */
const loaded = board.asked();
switchTables(board);

/** Mutants that no test has noticed, and those which a test noticed that does not claim to. */
const toClaim = new Set(plan.mutants.filter(({ id }) => plan.elsewhere.includes(id)));
const alive = new Set(plan.mutants.filter((mutant) => !toClaim.has(mutant)));
const reached = new Set<string>();
const tries = new Map<Mutant, number>();
const spent = new Map<Mutant, number>();

function tell(event: Event): void {
  appendFileSync(plan.events, `${JSON.stringify(event)}\n`);
}

/** In milliseconds. */
function processorTime(): number {
  return process.cpuUsage().user / 1000;
}

function replacementOf(change: Change): unknown {
  if (change.kind === 'status') return change.status;
  if (change.kind === 'rm-error') return change.error;
  return 'by' in change ? change.by : undefined;
}

function fullName(test: Test): string {
  const names = [test.name];
  for (let suite = test.suite; suite !== undefined; suite = suite.suite) names.unshift(suite.name);
  return names.join(' > ');
}

/** Runs each test without a mutant, then once with each mutant that it can notice and no other has. */
export default class MutantRunner extends TestRunner {
  /** What was asked for while the file's tests were described: they have it from before a mutant is on. */
  private described: ReadonlySet<string> | undefined;
  private file = '';

  override onCollectStart(file: File): void {
    super.onCollectStart(file);
    this.file = relative('', file.filepath);
    this.described = undefined;
    board.forget();
  }

  async runTask(test: Test): Promise<void> {
    const run = TestRunner.getTestFn(test) as () => Promise<void>;
    this.described ??= board.asked();
    for (const subject of this.described) loaded.add(subject);
    const early = this.described;
    board.forget();
    const before = processorTime();
    await run();
    const time = processorTime() - before;
    const asked = board.asked();
    const most = MORE_ASKS.times * board.asks() + MORE_ASKS.more;
    const name = `${this.file} > ${fullName(test)}`;
    const candidates = [...alive, ...toClaim].filter(({ change }) => {
      const subject = subjectOf(change);
      if (asked.has(subject)) reached.add(subject);
      return asked.has(subject) && !early.has(subject);
    });
    if (time > LONGEST) return;
    for (const mutant of candidates)
      if (alive.has(mutant) || claims(name, mutant))
        if (!(await this.tryWith(mutant, name, run, most))) return;
  }

  /** Whether the test is fit to try another. */
  private async tryWith(
    mutant: Mutant,
    test: string,
    run: () => Promise<void>,
    most: number,
  ): Promise<boolean> {
    const { id, change } = mutant;
    tell({ event: 'trying', id, test });
    const before = processorTime();
    board.turnOn(subjectOf(change), replacementOf(change), most);
    let why: string | undefined;
    try {
      await run();
    } catch (error) {
      why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    } finally {
      board.turnOff();
      spent.set(mutant, (spent.get(mutant) ?? 0) + processorTime() - before);
    }
    if (why === undefined) {
      this.spared(mutant);
      return true;
    }
    try {
      await run();
    } catch (error) {
      tell({ event: 'unfit', test, why: String(error) });
      return false;
    }
    const claimed = claims(test, mutant);
    tell({ event: 'killed', id, test, why, claimed, spent: spent.get(mutant) ?? 0 });
    alive.delete(mutant);
    if (mutant.rows === undefined || claimed) toClaim.delete(mutant);
    else toClaim.add(mutant);
    return true;
  }

  private spared(mutant: Mutant): void {
    const count = (tries.get(mutant) ?? 0) + 1;
    tries.set(mutant, count);
    if (count !== MOST_TRIES) return;
    alive.delete(mutant);
    if (mutant.rows !== undefined) toClaim.add(mutant);
  }

  override onAfterRunFiles(): void {
    super.onAfterRunFiles();
    const left = [...alive].map((mutant) => [mutant.id, spent.get(mutant) ?? 0] as const);
    tell({
      event: 'done',
      file: this.file,
      reached: [...reached],
      loaded: [...loaded],
      spent: Object.fromEntries(left),
    });
  }
}
