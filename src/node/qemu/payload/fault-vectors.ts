import { b } from '../asm/branches.ts';
import { label, type Program } from '../asm/program.ts';
import { vectorTable } from '../asm/vectors.ts';

/** The vector of exceptions that an instruction brought about, at the level it ran at. */
const SYNCHRONOUS_HERE = 4;

/** Vectors of a guest that runs at EL1 alone: what faults goes on at the label `fault`; nothing else is expected. */
export function faultVectors(name: string): Program {
  return [
    label('stuck'),
    b('stuck'),
    ...vectorTable(name, (vector) => [b(vector === SYNCHRONOUS_HERE ? 'fault' : 'stuck')]),
  ];
}
