import type { Instruction, Program } from '../asm/program.ts';

/** An instruction for each pair of x0 to x17, by the first of the two. */
export function registerPairs(make: (n: number) => Instruction): Program {
  return Array.from({ length: 9 }, (_, pair) => make(2 * pair));
}
