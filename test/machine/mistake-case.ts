import { withSteps } from './support.ts';

/** A file with something wrong, and what has to be said about it. */
export interface MistakeCase {
  readonly name: string;
  readonly text: string;
  /** "line:column: what, expected what". */
  readonly mistakes: readonly string[];
}

/** A case whose steps begin in line 4. */
export function steps(name: string, text: string, ...mistakes: readonly string[]): MistakeCase {
  return { name, text: withSteps(text), mistakes };
}
