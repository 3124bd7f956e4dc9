import { addImmediate, cmp, load, movz, subsImmediate } from '../asm/arithmetic.ts';
import { b, bIf, bl, blr, cbz, tbnz } from '../asm/branches.ts';
import { at, ldp, ldr, str } from '../asm/memory.ts';
import { sp, w, x, xzr } from '../asm/operands.ts';
import { label, type Program } from '../asm/program.ts';
import { dmb, isb, mrs, msr, wfi } from '../asm/system.ts';
import { PMR_GROUP_0_ONLY } from './control-values.ts';
import { FRAME, SPIN_BUDGET } from './mailbox.ts';
import { DOORBELL } from './virt-map.ts';

/** Bit of COMMAND.RUN_AND_REPORT. */
const REPORTS_AGAIN = 0;

/**
 * Rings for the host, waits for its answer and does what it says. It looks for the answer for a while, because that is quick, and then
 * sleeps, because the host may need the processor that this one runs on.
 */
export function report(): Program {
  const [request, budget, command, snippet] = [x(19), x(22), x(23), x(16)];
  return [
    label('report'),
    // While it waits, nothing but group 0 may end its sleep.
    mrs(x(1), 'ICC_PMR_EL1'),
    str(x(1), at(sp, FRAME.PMR)),
    movz(x(1), PMR_GROUP_0_ONLY),
    msr('ICC_PMR_EL1', x(1)),
    isb,
    ...load(x(1), SPIN_BUDGET),
    ldr(budget, at(x(1))),
    ldr(request, at(sp, FRAME.REQUEST)),
    addImmediate(request, request, 1),
    str(request, at(sp, FRAME.REQUEST)),
    dmb,
    ...load(x(2), DOORBELL),
    ldr(x(1), at(sp, FRAME.CPU)),
    str(w(1), at(x(2))),
    cbz(budget, 'sleep'),
    label('spin'),
    ldr(x(2), at(sp, FRAME.REPLY)),
    cmp(x(2), request),
    bIf('eq', 'answered'),
    subsImmediate(budget, budget, 1),
    bIf('ne', 'spin'),
    label('sleep'),
    movz(x(1), 1),
    str(x(1), at(sp, FRAME.ASLEEP)),
    dmb,
    label('look_again'),
    ldr(x(2), at(sp, FRAME.REPLY)),
    cmp(x(2), request),
    bIf('eq', 'awake'),
    wfi,
    bl('drain_doorbell'),
    b('look_again'),
    label('awake'),
    str(xzr, at(sp, FRAME.ASLEEP)),
    label('answered'),
    dmb,
    ldr(x(1), at(sp, FRAME.PMR)),
    msr('ICC_PMR_EL1', x(1)),
    isb,
    ldr(command, at(sp, FRAME.COMMAND)),
    cbz(command, 'leave'),
    ldr(snippet, at(sp, FRAME.SNIPPET)),
    ldp(x(0), x(1), at(sp, FRAME.ARGUMENTS)),
    ldp(x(2), x(3), at(sp, FRAME.ARGUMENTS + 16)),
    blr(snippet),
    str(x(0), at(sp, FRAME.RESULT)),
    tbnz(command, REPORTS_AGAIN, 'report'),
    b('leave'),
  ];
}
