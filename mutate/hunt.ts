import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Mutant, subjectOf } from './mutant.ts';
import type { Outcome } from './outcome.ts';
import type { Event } from './plan.ts';
import { runTests } from './tests-process.ts';

/** A run that says nothing of mutants, because something else is wrong. */
export class HuntError extends Error {}

type Killed = Extract<Event, { event: 'killed' }>;

/** Tries mutants on test files until each is noticed or all files have run. */
class Hunt {
  private readonly mutants: ReadonlyMap<string, Mutant>;
  private readonly done: (outcome: Outcome) => void;
  private readonly say: (line: string) => void;
  /** Noticed, by a test that does not claim to. */
  private readonly elsewhere: Map<string, Outcome> = new Map();
  private readonly left: Set<string>;
  private readonly reached: Set<string> = new Set();
  private readonly loaded: Set<string> = new Set();
  /** Milliseconds that mutants took which are still there. */
  private readonly spent: Map<string, number> = new Map();
  private files: readonly string[];
  private trying: { readonly id: string; readonly test: string } | undefined;

  constructor(
    mutants: readonly Mutant[],
    files: readonly string[],
    done: (outcome: Outcome) => void,
    say: (line: string) => void,
  ) {
    this.mutants = new Map(mutants.map((mutant) => [mutant.id, mutant]));
    this.left = new Set(this.mutants.keys());
    this.files = files;
    this.done = done;
    this.say = say;
  }

  async run(folder: string): Promise<void> {
    while (this.files.length > 0 && this.left.size > 0) {
      this.trying = undefined;
      const mutants = [...this.left].map((id) => this.mutants.get(id)!);
      const elsewhere = [...this.elsewhere.keys()];
      const { end, ok, log } = await runTests({ mutants, elsewhere, tests: this.files }, folder, (event) =>
        this.hear(event),
      );
      if (end !== 'finished') this.blame(end, log);
      else if (!ok)
        throw new HuntError(`tests fail without a mutant:\n${readFileSync(log, 'utf8').slice(-4000)}`);
    }
    for (const id of this.left) this.done(this.elsewhere.get(id) ?? this.survivor(id));
  }

  private hear(event: Event): void {
    if (event.event === 'trying') this.trying = event;
    else if (event.event === 'killed') this.killed(event);
    else if (event.event === 'done') {
      for (const subject of event.reached) this.reached.add(subject);
      for (const subject of event.loaded) this.loaded.add(subject);
      for (const [id, spent] of Object.entries(event.spent)) this.spent.set(id, spent);
      this.files = this.files.filter((file) => file !== event.file);
      this.trying = undefined;
      this.say(
        `${event.file}: ${this.left.size - this.elsewhere.size} of ${this.mutants.size} not noticed so far`,
      );
    } else throw new HuntError(`${event.test} fails without a mutant: ${event.why}`);
  }

  private killed({ id, test, why, claimed, spent }: Killed): void {
    const { what, rows } = this.mutants.get(id)!;
    const outcome: Outcome = {
      id,
      what,
      end: 'killed',
      by: test,
      why,
      spent,
      ...(rows === undefined ? {} : { claimed }),
    };
    if (rows === undefined || claimed) this.settle(outcome);
    else this.elsewhere.set(id, outcome);
  }

  /** The process is gone: the mutant that was on has done it. */
  private blame(end: 'hung' | 'crashed', log: string): void {
    if (this.trying === undefined)
      throw new HuntError(`the tests do not run:\n${readFileSync(log, 'utf8').slice(-2000)}`);
    const { id, test } = this.trying;
    this.settle({ id, what: this.mutants.get(id)!.what, end, by: test });
  }

  private settle(outcome: Outcome): void {
    this.left.delete(outcome.id);
    this.elsewhere.delete(outcome.id);
    this.done(outcome);
  }

  private survivor(id: string): Outcome {
    const { what, change } = this.mutants.get(id)!;
    const subject = subjectOf(change);
    return { id, what, end: this.endOf(subject), spent: this.spent.get(id) ?? 0 };
  }

  private endOf(subject: string): Outcome['end'] {
    if (this.reached.has(subject)) return 'survived';
    return this.loaded.has(subject) ? 'loaded' : 'unreached';
  }
}

/** Tries mutants on test files, and tells what became of each. */
export async function hunt(
  mutants: readonly Mutant[],
  files: readonly string[],
  done: (outcome: Outcome) => void,
  say: (line: string) => void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tantalum-mutants-'));
  try {
    await new Hunt(mutants, files, done, say).run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
