import { align, type Instruction, label, type Program } from './program.ts';

const VECTORS = 16;
/** Room for 32 instructions each. */
const VECTOR_BYTES = 128;

/** A table of vectors, as VBAR_EL1 to VBAR_EL3 take it: aligned to its own size. `vector` makes what stands at one of them, by its number. */
export function vectorTable(name: string, vector: (number: number) => readonly Instruction[]): Program {
  return [
    align(VECTORS * VECTOR_BYTES),
    label(name),
    ...Array.from({ length: VECTORS }, (_, number) => [align(VECTOR_BYTES), ...vector(number)]).flat(),
  ];
}
