import {
  add,
  addImmediate,
  cmpImmediate,
  load,
  mov,
  movz,
  orr,
  subsImmediate,
  ubfx,
} from '../asm/arithmetic.ts';
import { type Assembled, assemble } from '../asm/assemble.ts';
import { adr, b, bIf, blr, cbnz, cbz, eret, tbz } from '../asm/branches.ts';
import { after, at, ldp, ldr, ldrb, stp, str, strb } from '../asm/memory.ts';
import { w, x } from '../asm/operands.ts';
import { label, type Program } from '../asm/program.ts';
import { isb, mrs, msr, smc } from '../asm/system.ts';
import { GUEST_RAM } from '../monitor/mailbox.ts';
import { faultVectors } from './fault-vectors.ts';
import { registerPairs } from './register-pairs.ts';

/** The agent's call to the firmware: x1 REPORT, x2 ESR and x3 FAR of a fault. It comes back with x0 ORDER, x1 address, x2 length. */
export const NEXT_STEP = 0xc700_0000;
export const REPORT = { DONE: 0, FAULT: 1 } as const;
export const ORDER = { CALL: 0, READ: 1, WRITE: 2, TOUCH: 3, RACE: 4 } as const;

/**
 * What TOUCH has for each address, in words of 64 bits one behind the other: the address; what to try, bit by bit; the word of 32 bits that was read; and
 * the syndrome of each access, 0 where nothing was wrong. A fetch always ends in an exception: of an instruction that there is not, at best.
 */
export const TOUCH = {
  BYTES: 48,
  ADDRESS: 0,
  TRY: 8,
  WORD: 16,
  READ: 24,
  WRITTEN: 32,
  FETCHED: 40,
} as const;

/** Bits of TOUCH.TRY. A write puts back what was read. */
export const TRY = { READ: 1, WRITE: 2, FETCH: 4 } as const;

/** What RACE has for each store, in words of 64 bits: the address, and the word of 32 bits. */
export const STORE_BYTES = 16;
/** In the area of a processor that is at RACE: it ends when the first is not 0, and the second counts how often it has done all stores. */
const ENOUGH = 0x800;
const ROUNDS = 0x808;

/** Each processor has an area: x0..x17 of a call, and what is read or written. */
const AREAS: number = GUEST_RAM + 0x1_0000;
const AREA_BYTES = 0x1_0000;
const DATA_AT = 0x1000;
export const MOST_BYTES: number = AREA_BYTES - DATA_AT;
/** From here on the guest's memory is for what its steps do. */
export const AGENT_END: number = AREAS + 16 * AREA_BYTES;

export function registersAt(cpu: number): number {
  return AREAS + cpu * AREA_BYTES;
}

export function dataAt(cpu: number): number {
  return registersAt(cpu) + DATA_AT;
}

export function enoughAt(cpu: number): number {
  return registersAt(cpu) + ENOUGH;
}

export function roundsAt(cpu: number): number {
  return registersAt(cpu) + ROUNDS;
}

/**
 * A guest at EL1 that does what the host says: makes a call, reads or writes memory, tries what it may do with pages, and rewrites words until it is told
 * that it is enough. A fault is reported and not the end of it. Any
 * processor may start at its first instruction.
 */
const PROGRAM: Program = [
  adr(x(0), 'agent_vectors'),
  msr('VBAR_EL1', x(0)),
  isb,
  mrs(x(0), 'MPIDR_EL1'),
  ubfx(x(0), x(0), 0, 8),
  ...load(x(19), AREAS),
  add(x(19), x(19), x(0), Math.log2(AREA_BYTES)),
  ...load(x(2), DATA_AT),
  add(x(20), x(19), x(2)),
  movz(x(21), 0),
  label('done'),
  movz(x(1), REPORT.DONE),
  label('report'),
  ...load(x(0), NEXT_STEP),
  smc(0),
  cmpImmediate(x(0), ORDER.TOUCH),
  bIf('eq', 'touch'),
  cmpImmediate(x(0), ORDER.RACE),
  bIf('eq', 'race'),
  cmpImmediate(x(0), ORDER.READ),
  bIf('lo', 'call'),
  // x3 from where, x4 to where.
  mov(x(3), x(1)),
  mov(x(4), x(20)),
  bIf('eq', 'copy'),
  mov(x(3), x(20)),
  mov(x(4), x(1)),
  label('copy'),
  // Whole words where it can be: registers of devices are read in no other way.
  orr(x(5), x(1), x(2)),
  ubfx(x(5), x(5), 0, 2),
  cbnz(x(5), 'copy_byte'),
  label('copy_word'),
  cbz(x(2), 'done'),
  ldr(w(5), after(x(3), 4)),
  str(w(5), after(x(4), 4)),
  subsImmediate(x(2), x(2), 4),
  b('copy_word'),
  label('copy_byte'),
  cbz(x(2), 'done'),
  ldrb(w(5), after(x(3), 1)),
  strb(w(5), after(x(4), 1)),
  subsImmediate(x(2), x(2), 1),
  b('copy_byte'),
  label('call'),
  ...registerPairs((n) => ldp(x(n), x(n + 1), at(x(19), 8 * n))),
  smc(0),
  ...registerPairs((n) => stp(x(n), x(n + 1), at(x(19), 8 * n))),
  b('done'),
  // x1 the list, x2 how many. Each access goes on behind itself when it faults.
  label('touch'),
  cbz(x(2), 'touched'),
  ldr(x(3), at(x(1), TOUCH.ADDRESS)),
  ldr(x(4), at(x(1), TOUCH.TRY)),
  movz(x(6), 0),
  ...tried(TRY.READ, 'read', TOUCH.READ, [ldr(w(6), at(x(3)))]),
  str(x(6), at(x(1), TOUCH.WORD)),
  ...tried(TRY.WRITE, 'written', TOUCH.WRITTEN, [str(w(6), at(x(3)))]),
  ...tried(TRY.FETCH, 'fetched', TOUCH.FETCHED, [blr(x(3))]),
  addImmediate(x(1), x(1), TOUCH.BYTES),
  subsImmediate(x(2), x(2), 1),
  b('touch'),
  label('touched'),
  movz(x(21), 0),
  b('done'),
  // x1 the list, x2 how many.
  label('race'),
  mov(x(3), x(1)),
  mov(x(4), x(2)),
  label('race_store'),
  ldr(x(5), after(x(3), 8)),
  ldr(x(6), after(x(3), 8)),
  str(w(6), at(x(5))),
  subsImmediate(x(4), x(4), 1),
  bIf('ne', 'race_store'),
  ldr(x(5), at(x(19), ROUNDS)),
  addImmediate(x(5), x(5), 1),
  str(x(5), at(x(19), ROUNDS)),
  ldr(x(5), at(x(19), ENOUGH)),
  cbz(x(5), 'race'),
  b('done'),
  label('fault'),
  cbz(x(21), 'stop'),
  mrs(x(5), 'ESR_EL1'),
  msr('ELR_EL1', x(21)),
  eret,
  label('stop'),
  mrs(x(2), 'ESR_EL1'),
  mrs(x(3), 'FAR_EL1'),
  movz(x(1), REPORT.FAULT),
  b('report'),
  ...faultVectors('agent_vectors'),
];

/** Tries an access, if a bit of x4 says so, and notes its syndrome. */
function tried(bit: number, name: string, into: number, access: Program): Program {
  return [
    movz(x(5), 0),
    tbz(x(4), Math.log2(bit), `${name}_done`),
    adr(x(21), `${name}_done`),
    ...access,
    label(`${name}_done`),
    str(x(5), at(x(1), into)),
  ];
}

/** The agent at its place: its first byte is its first instruction. */
export function stepAgentCode(): Assembled {
  return assemble(PROGRAM, GUEST_RAM);
}
