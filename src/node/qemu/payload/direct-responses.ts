import { load, lsl, mov, movz, orr, ubfx } from '../asm/arithmetic.ts';
import { b } from '../asm/branches.ts';
import { type General, x } from '../asm/operands.ts';
import { label, type Program } from '../asm/program.ts';
import { smc } from '../asm/system.ts';

const FFA_MSG_WAIT = 0x8400_006b;
const DIRECT_RESPONSE = 0x8400_0070;

/** The registers of a wait for a direct request. */
export const WAIT: Program = [...load(x(0), FFA_MSG_WAIT), ...zero(1, 7)];

/** The registers of a response: x3 is there, the ids of the request are in a register beyond x7, and who asked is who is answered. */
export function respond(ids: General): Program {
  return [
    ubfx(x(1), ids, 16, 16),
    ubfx(x(2), ids, 0, 16),
    movz(x(5), 16),
    lsl(x(2), x(2), x(5)),
    orr(x(1), x(1), x(2)),
    ...load(x(0), DIRECT_RESPONSE),
    movz(x(2), 0),
    ...zero(4, 7),
  ];
}

/** A partition at S-EL1 that answers direct requests with the word that it was sent, and does nothing else. */
export const ECHOING_PARTITION: Program = [
  ...WAIT,
  label('next'),
  smc(0),
  mov(x(21), x(1)),
  ...respond(x(21)),
  b('next'),
];

function zero(from: number, to: number): Program {
  return Array.from({ length: to - from + 1 }, (_, index) => movz(x(from + index), 0));
}
