/** What a reader has done so far, kept in the browser where it lets us. */
export interface Progress {
  /** Names of the exercises that are solved. */
  readonly solved: readonly string[];
  /** What the reader has made of an exercise, by its name. */
  readonly answers: Readonly<Record<string, string>>;
}

export const NO_PROGRESS: Progress = { solved: [], answers: {} };

const KEY = 'tantalum.exercises';

/** What was kept. Whatever stands there that we have not written counts as nothing. */
export function keptProgress(): Progress {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return isProgress(kept) ? kept : NO_PROGRESS;
  } catch {
    return NO_PROGRESS;
  }
}

/** Keeps it. A browser that keeps nothing for us forgets it, and that is all. */
export function keepProgress(progress: Progress): void {
  try {
    if (progress === NO_PROGRESS) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(progress));
  } catch {
    // It lives as long as the page.
  }
}

function isProgress(kept: unknown): kept is Progress {
  if (typeof kept !== 'object' || kept === null) return false;
  const { solved, answers } = kept as Partial<Record<keyof Progress, unknown>>;
  return (
    Array.isArray(solved) &&
    solved.every((name) => typeof name === 'string') &&
    typeof answers === 'object' &&
    answers !== null &&
    Object.values(answers).every((answer) => typeof answer === 'string')
  );
}
