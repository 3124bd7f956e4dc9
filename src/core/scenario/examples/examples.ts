import type { Example } from './example.ts';
import { RELINQUISH_EXAMPLES } from './relinquish.ts';

/** One example for each rule. */
export const EXAMPLES: readonly Example[] = [...RELINQUISH_EXAMPLES];

/** The example of a rule. Every rule has one. */
export function exampleOf(rule: string): Example | undefined {
  return EXAMPLES.find((example) => example.rule === rule);
}
