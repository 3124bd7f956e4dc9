import type { Mutant } from './mutant.ts';

/** What a run of tests is to try, as a file for the process that runs them. */
export interface Plan {
  /** Those to be tried. Patches of all of them are built in before anything runs. */
  readonly mutants: readonly Mutant[];
  /** Those that were noticed before by tests that do not claim to: only tests that do are run with them. */
  readonly elsewhere: readonly string[];
  /** Test files, in the order in which they run. */
  readonly tests: readonly string[];
  /** The file that events are appended to, one a line. */
  readonly events: string;
}

/** The variable of the environment that names the plan's file. */
export const PLAN_VARIABLE = 'MUTATE_PLAN';

/** The name under which patched code asks whether the mutant of a subject is on. */
export const PATCHES_ASK = 'mutantIsOn';

/** The name under which code that Stryker changed finds the switch of a subject. */
export const STRYKER_ASKS = 'mutantSwitch';

/** What the process that runs tests tells. */
export type Event =
  /** A test passed without a mutant, and runs with one now. Whatever happens to the process next is this mutant's doing. */
  | { readonly event: 'trying'; readonly id: string; readonly test: string }
  /** The test noticed it. */
  | {
      readonly event: 'killed';
      readonly id: string;
      readonly test: string;
      readonly why: string;
      /** The test's name says one of the mutant's rows. */
      readonly claimed: boolean;
      /** How many milliseconds of a processor it has taken since the process began. */
      readonly spent: number;
    }
  /** A test fails without a mutant, or after one: what it said of mutants does not count. */
  | { readonly event: 'unfit'; readonly test: string; readonly why: string }
  /** All tests of a file have run. What was asked for while files were loaded has its effect before a mutant is on. */
  | {
      readonly event: 'done';
      readonly file: string;
      readonly reached: readonly string[];
      readonly loaded: readonly string[];
      /** How many milliseconds of a processor each mutant that is still there has taken since the process began. */
      readonly spent: Readonly<Record<string, number>>;
    };
