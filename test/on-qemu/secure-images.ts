import { add, addImmediate, cmp, cmpImmediate, load, mov, movz } from '../../src/node/qemu/asm/arithmetic.ts';
import { adr, b, bIf, blr, cbz } from '../../src/node/qemu/asm/branches.ts';
import { at, ldr, str } from '../../src/node/qemu/asm/memory.ts';
import { w, x } from '../../src/node/qemu/asm/operands.ts';
import { align, type Instruction, label, type Program } from '../../src/node/qemu/asm/program.ts';
import { isb, mrs, msr, smc, svc } from '../../src/node/qemu/asm/system.ts';
import { vectorTable } from '../../src/node/qemu/asm/vectors.ts';
import { respond, WAIT } from '../../src/node/qemu/payload/direct-responses.ts';

/** What the server is asked for in the first word of a direct request; the second is its argument, the third what it is to write. */
export const ASK = { NEXT: 0, BOOT_INFO: 1, READ: 2, WRITE: 3, SPIN: 4 } as const;
/** What it answers when it is aborted. */
export const ABORTED = 0xdead;

const FFA_MEM_PERM_SET = 0x8400_0089;
/** To read, and not to execute. */
const READ_ONLY = 7;

/** What is behind an address of the server's, and in the other world behind one that is so much more. */
export const NON_SECURE = 0x4000_0000;

/** Descriptors of 1 GiB of normal memory at 0x40000000, as secure and as non-secure memory. */
const BLOCK = 0x4000_0701;
const NON_SECURE_BLOCK = 0x4000_0721;
const GIBIBYTE_1 = 8;
const GIBIBYTE_2 = 16;
/** Addresses of 39 bits in TTBR0_EL1 alone, physical ones of 40, walks through caches, and normal memory in the first byte of MAIR_EL1. */
const TCR = 0x2_0080_3519n;
const MAIR = 0xff;
/** The MMU and caches. */
const SCTLR = 0x30d0_1805;

/** Turns the MMU on: memory is twice there, in both worlds. */
const translate: Program = [
  adr(x(1), 'tables'),
  ...load(x(2), BLOCK),
  str(x(2), at(x(1), GIBIBYTE_1)),
  ...load(x(2), NON_SECURE_BLOCK),
  str(x(2), at(x(1), GIBIBYTE_2)),
  msr('TTBR0_EL1', x(1)),
  ...load(x(2), TCR),
  msr('TCR_EL1', x(2)),
  ...load(x(2), MAIR),
  msr('MAIR_EL1', x(2)),
  isb,
  ...load(x(2), SCTLR),
  msr('SCTLR_EL1', x(2)),
  isb,
];

/** Answers direct requests: with the number behind its argument, the address of its boot information in x20, what it reads there, or after a time. */
function serve(conduit: Instruction, status = 0): Program {
  return [
    ...WAIT,
    label('call'),
    conduit,
    mov(x(21), x(1)),
    mov(x(22), x(2)),
    cmpImmediate(x(3), ASK.BOOT_INFO),
    bIf('eq', 'boot_info'),
    cmpImmediate(x(3), ASK.READ),
    bIf('eq', 'read'),
    cmpImmediate(x(3), ASK.WRITE),
    bIf('eq', 'write'),
    cmpImmediate(x(3), ASK.SPIN),
    bIf('eq', 'spin'),
    addImmediate(x(3), x(4), 1),
    b('respond'),
    label('boot_info'),
    mov(x(3), x(20)),
    b('respond'),
    label('read'),
    ldr(w(3), at(x(4))),
    b('respond'),
    label('write'),
    str(w(5), at(x(4))),
    mov(x(3), x(5)),
    b('respond'),
    label('spin'),
    mrs(x(5), 'CNTVCT_EL0'),
    add(x(5), x(5), x(4)),
    label('still'),
    mrs(x(6), 'CNTVCT_EL0'),
    cmp(x(6), x(5)),
    bIf('lo', 'still'),
    mov(x(3), x(4)),
    label('respond'),
    ...respond(x(21)),
    cbz(x(22), 'call'),
    // A message of the framework: its response is the next one.
    addImmediate(x(2), x(22), 1),
    movz(x(3), status),
    b('call'),
  ];
}

/** An image for S-EL1 that serves, and answers messages of the framework with a status. */
function server(status: number): Program {
  return [
    mov(x(20), x(0)),
    adr(x(1), 'vectors'),
    msr('VBAR_EL1', x(1)),
    isb,
    ...translate,
    ...serve(smc(0), status),
    label('aborted'),
    ...load(x(3), ABORTED),
    b('respond'),
    ...vectorTable('vectors', () => [b('aborted')]),
    align(4096),
    label('tables'),
  ];
}

/** One that agrees to all guests, and one that agrees to none. */
export const SERVER: Program = server(0);
export const CONTRARY: Program = server(1);

/** The same for S-EL0. In its first run it gives up writing a page of its own. */
export function userServer(readOnly: number): Program {
  return [
    mov(x(20), x(0)),
    ...load(x(0), FFA_MEM_PERM_SET),
    ...load(x(1), readOnly),
    movz(x(2), 1),
    movz(x(3), READ_ONLY),
    ...zero(4, 7),
    svc(0),
    ...serve(svc(0)),
  ];
}

/** An image that does nothing right: it runs away in its first run, and has no vectors. */
export const STRAY: Program = [...load(x(1), 0x1000_0000), blr(x(1))];

const FFA_VERSION = 0x8400_0063;
const VERSION_1_2 = 0x1_0002;
const FFA_INTERRUPT = 0x8400_0062;
const FFA_RUN = 0x8400_006d;
const DIRECT_REQUEST = 0x8400_006f;
const REDISTRIBUTOR_INTERRUPTS = 0x080b_0000;
const ENABLE = 0x100;
const VIRTUAL_TIMER = 1 << 27;
const TICK = 125_000;

/** A guest with an id and a timer that asks a partition to spin, and runs it again whenever it is interrupted. It reports how often that was, and the answer. */
export function ticking(id: number, partition: number, ticks: number, report: number): Program {
  return [
    ...load(x(0), FFA_VERSION),
    ...load(x(1), VERSION_1_2),
    ...zero(2, 7),
    smc(0),
    movz(x(1), 7),
    msr('ICC_SRE_EL1', x(1)),
    isb,
    movz(x(1), 0xff),
    msr('ICC_PMR_EL1', x(1)),
    movz(x(1), 1),
    msr('ICC_IGRPEN1_EL1', x(1)),
    isb,
    ...load(x(2), REDISTRIBUTOR_INTERRUPTS),
    ...load(x(1), VIRTUAL_TIMER),
    str(w(1), at(x(2), ENABLE)),
    movz(x(24), 0),
    ...arm,
    ...load(x(0), DIRECT_REQUEST),
    ...load(x(1), id * 0x1_0000 + partition),
    movz(x(2), 0),
    movz(x(3), ASK.SPIN),
    ...load(x(4), ticks),
    ...zero(5, 7),
    label('again'),
    smc(0),
    ...load(x(9), FFA_INTERRUPT),
    cmp(x(0), x(9)),
    bIf('ne', 'answered'),
    addImmediate(x(24), x(24), 1),
    ...arm,
    ...load(x(0), FFA_RUN),
    ...zero(2, 7),
    b('again'),
    label('answered'),
    ...load(x(0), report),
    mov(x(1), x(24)),
    mov(x(2), x(3)),
    smc(0),
  ];
}

/** Has the timer interrupt in 2 ms. */
const arm: Program = [
  ...load(x(9), TICK),
  msr('CNTV_TVAL_EL0', x(9)),
  movz(x(9), 1),
  msr('CNTV_CTL_EL0', x(9)),
  isb,
];

function zero(from: number, to: number): Program {
  return Array.from({ length: to - from + 1 }, (_, index) => movz(x(from + index), 0));
}
