import { load, movz, sub, subsImmediate } from '../asm/arithmetic.ts';
import { b, bIf } from '../asm/branches.ts';
import { after, str } from '../asm/memory.ts';
import { x } from '../asm/operands.ts';
import { label, type Program } from '../asm/program.ts';
import { isb, mrs, smc } from '../asm/system.ts';

const SYSTEM_OFF = 0x8400_0008;

/** A guest that makes the same call again and again, notes how many ticks of the counter each took, 64 bits each, and ends the machine. */
export function timingLoop(functionId: number, calls: number, results: number): Program {
  const [left, result, before, ticks] = [x(19), x(20), x(21), x(22)];
  return [
    ...load(left, calls),
    ...load(result, results),
    label('next'),
    isb,
    mrs(before, 'CNTVCT_EL0'),
    ...load(x(0), functionId),
    ...[1, 2, 3, 4, 5, 6, 7].map((n) => movz(x(n), 0)),
    smc(0),
    isb,
    mrs(ticks, 'CNTVCT_EL0'),
    sub(ticks, ticks, before),
    str(ticks, after(result, 8)),
    subsImmediate(left, left, 1),
    bIf('ne', 'next'),
    ...load(x(0), SYSTEM_OFF),
    smc(0),
    label('end'),
    b('end'),
  ];
}
