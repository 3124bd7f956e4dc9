import type { Program } from '../asm/program.ts';
import { smc } from '../asm/system.ts';
import { vectorTable } from '../asm/vectors.ts';

/**
 * All of the hypervisor: every vector of EL2 asks the monitor, and says by its number which it is. No register is touched, so the frame has
 * what the lower level had; ESR_EL2 and its like say why it came, and the monitor returns straight to the lower level.
 */
export function el2Vectors(): Program {
  return vectorTable('el2_vectors', (vector) => [smc(vector)]);
}
