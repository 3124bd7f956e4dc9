import type { RunAnswers } from '../model/run/answers.ts';

/** Something wrong with a machine file, at its place. */
export interface FileMistake {
  readonly line: number;
  readonly column: number;
  readonly what: string;
  readonly expected: string;
}

/** A run, or what keeps it from being one. */
export type LoadedRun =
  | {
      readonly ok: true;
      readonly answers: RunAnswers;
      readonly about: string;
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly mistakes: readonly FileMistake[] };
