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

/** The variable that tells Stryker's tests which folders to run. */
export const FOLDERS_VARIABLE = 'STRYKER_TESTS';

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
    }
  /** A test fails without a mutant, or after one: what it said of mutants does not count. */
  | { readonly event: 'unfit'; readonly test: string; readonly why: string }
  /** All tests of a file have run. */
  | { readonly event: 'done'; readonly file: string; readonly reached: readonly string[] };
