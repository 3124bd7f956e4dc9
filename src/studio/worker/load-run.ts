import type { FileMistake } from '../model/file-mistake.ts';
import type { RunAnswers } from '../model/run/answers.ts';

/** A run, or what keeps it from being one. */
export type LoadedRun =
  | {
      readonly ok: true;
      readonly answers: RunAnswers;
      readonly about: string;
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly mistakes: readonly FileMistake[] };
