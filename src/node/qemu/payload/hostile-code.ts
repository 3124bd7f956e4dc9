import { functionId } from '../../../core/abi/functions.ts';
import { add, addImmediate, cmp, load, mov, movz, subsImmediate, ubfx } from '../asm/arithmetic.ts';
import { type Assembled, assemble } from '../asm/assemble.ts';
import { adr, b, bIf, blr, cbnz, cbz, eret } from '../asm/branches.ts';
import { after, at, ldp, ldr, str } from '../asm/memory.ts';
import { w, x } from '../asm/operands.ts';
import { label, type Program } from '../asm/program.ts';
import { isb, mrs, msr, smc } from '../asm/system.ts';
import { faultVectors } from './fault-vectors.ts';
import { registerPairs } from './register-pairs.ts';

/** The call with which it asks for records: x1 how many forbidden reads gave something so far. It comes back with x0, how many there are, 0 for no more. */
export const NEXT_RECORDS = 0xc700_0001;

/** A record: what is written to TX, what is read, and what is called. */
export const RECORD = {
  BYTES: 512,
  /** x0 to x17. */
  REGISTERS: 0,
  /** Which registers are the handle of the last success: HANDLE. */
  HANDLE: 144,
  /** An address that nobody may read; 0 for none. */
  PROBE: 152,
  /** Words for TX, each behind its offset. */
  PATCHES: 160,
  MOST_PATCHES: 44,
} as const;

/** Where a handle goes: x1 and x2, or x4 and x5. */
export const HANDLE = { FIRST: 1, FOURTH: 2 } as const;

const FFA_SUCCESS: number = functionId('FFA_SUCCESS');

export interface HostilePlaces {
  /** Its first instruction. */
  readonly base: number;
  readonly records: number;
  readonly tx: number;
  /** Where it goes on in the end. */
  readonly next: number;
}

/**
 * A guest at EL1 that does what records say, whatever comes of it: an access that faults is passed over, and the answers are only looked at for
 * handles. The host makes up the records.
 */
export function hostileCode({ base, records, tx, next }: HostilePlaces): Assembled {
  const [record, left, buffer, handle, handleHigh, leaks] = [x(19), x(20), x(21), x(22), x(23), x(24)];
  const program: Program = [
    adr(x(0), 'hostile_vectors'),
    msr('VBAR_EL1', x(0)),
    isb,
    ...load(buffer, tx),
    movz(handle, 0),
    movz(handleHigh, 0),
    movz(leaks, 0),
    label('ask'),
    ...load(x(0), NEXT_RECORDS),
    mov(x(1), leaks),
    smc(0),
    mov(left, x(0)),
    ...load(record, records),
    cbnz(left, 'do'),
    ...load(x(9), next),
    blr(x(9)),
    label('do'),
    // Each access that may fault has one instruction behind it that is passed over with it.
    ldr(x(7), at(record, RECORD.PROBE)),
    cbz(x(7), 'patch'),
    ldr(w(8), at(x(7))),
    addImmediate(leaks, leaks, 1),
    label('patch'),
    addImmediate(x(3), record, RECORD.PATCHES),
    movz(x(6), RECORD.MOST_PATCHES),
    label('word'),
    ldr(w(4), after(x(3), 4)),
    ldr(w(5), after(x(3), 4)),
    add(x(4), buffer, x(4)),
    str(w(5), at(x(4))),
    mov(x(4), x(4)),
    subsImmediate(x(6), x(6), 1),
    bIf('ne', 'word'),
    ldr(x(25), at(record, RECORD.HANDLE)),
    ...registerPairs((n) => ldp(x(n), x(n + 1), at(record, 8 * n))),
    ubfx(x(26), x(25), 0, 1),
    cbz(x(26), 'not_first'),
    mov(x(1), handle),
    mov(x(2), handleHigh),
    label('not_first'),
    ubfx(x(26), x(25), 1, 1),
    cbz(x(26), 'call'),
    mov(x(4), handle),
    mov(x(5), handleHigh),
    label('call'),
    smc(0),
    ...load(x(26), FFA_SUCCESS),
    cmp(x(0), x(26)),
    bIf('ne', 'done'),
    cbz(x(2), 'done'),
    mov(handle, x(2)),
    mov(handleHigh, x(3)),
    label('done'),
    addImmediate(record, record, RECORD.BYTES),
    subsImmediate(left, left, 1),
    bIf('ne', 'do'),
    b('ask'),
    label('fault'),
    mrs(x(9), 'ELR_EL1'),
    addImmediate(x(9), x(9), 8),
    msr('ELR_EL1', x(9)),
    eret,
    ...faultVectors('hostile_vectors'),
  ];
  return assemble(program, base);
}
