import { cmpImmediate, movz } from '../asm/arithmetic.ts';
import { b, bIf, bl, cbz, eret, tbz } from '../asm/branches.ts';
import { at, ldp, ldr, stp, str } from '../asm/memory.ts';
import { sp, w, x, xzr } from '../asm/operands.ts';
import { label, type Program } from '../asm/program.ts';
import { mrs, msr } from '../asm/system.ts';
import { vectorTable } from '../asm/vectors.ts';
import { FRAME, KIND } from './mailbox.ts';

/** x0 and x1 are saved and loaded where they are needed for something else. */
const PAIRS_BEHIND_X1 = Array.from({ length: 14 }, (_, index) => 2 + 2 * index);

/** Every exception comes through here: the first of its registers go to the frame, to make room for the vector's number. */
export function vectors(): Program {
  return vectorTable('vectors', (vector) => [
    stp(x(0), x(1), at(sp, FRAME.X)),
    movz(x(0), vector),
    b('trap'),
  ]);
}

/** Saves what trapped, and sees whether the host has to know. */
export function trap(): Program {
  return [
    label('trap'),
    ...PAIRS_BEHIND_X1.map((n) => stp(x(n), x(n + 1), at(sp, FRAME.X + 8 * n))),
    str(x(30), at(sp, FRAME.X + 8 * 30)),
    str(x(0), at(sp, FRAME.KIND)),
    mrs(x(1), 'ELR_EL3'),
    mrs(x(2), 'SPSR_EL3'),
    stp(x(1), x(2), at(sp, FRAME.ELR)),
    mrs(x(1), 'ESR_EL3'),
    mrs(x(2), 'FAR_EL3'),
    stp(x(1), x(2), at(sp, FRAME.ESR)),
    mrs(x(1), 'SCR_EL3'),
    str(x(1), at(sp, FRAME.SCR)),
    mrs(x(1), 'ESR_EL2'),
    mrs(x(2), 'FAR_EL2'),
    stp(x(1), x(2), at(sp, FRAME.ESR_EL2)),
    mrs(x(1), 'ELR_EL2'),
    mrs(x(2), 'SPSR_EL2'),
    stp(x(1), x(2), at(sp, FRAME.ELR_EL2)),
    mrs(x(1), 'HPFAR_EL2'),
    str(x(1), at(sp, FRAME.HPFAR_EL2)),
    cmpImmediate(x(0), KIND.FIQ),
    bIf('ne', 'report'),
    bl('drain_doorbell'),
    mrs(x(1), 'SCR_EL3'),
    // What interrupts the secure world is for the host to weigh: it may be an interrupt of the normal world.
    tbz(w(1), 0, 'report'),
    b('leave'),
  ];
}

/** Goes back to the lower level, unless the host wants a word first. */
export function leave(): Program {
  return [
    label('leave'),
    ldr(x(1), at(sp, FRAME.ATTENTION)),
    cbz(x(1), 'resume'),
    str(xzr, at(sp, FRAME.ATTENTION)),
    movz(x(0), KIND.ATTENTION),
    str(x(0), at(sp, FRAME.KIND)),
    b('report'),
    label('resume'),
    ldp(x(1), x(2), at(sp, FRAME.ELR)),
    msr('ELR_EL3', x(1)),
    msr('SPSR_EL3', x(2)),
    ldr(x(1), at(sp, FRAME.SCR)),
    msr('SCR_EL3', x(1)),
    ...PAIRS_BEHIND_X1.map((n) => ldp(x(n), x(n + 1), at(sp, FRAME.X + 8 * n))),
    ldr(x(30), at(sp, FRAME.X + 8 * 30)),
    ldp(x(0), x(1), at(sp, FRAME.X)),
    eret,
  ];
}
