import fc from 'fast-check';
import {
  add,
  addImmediate,
  cmp,
  cmpImmediate,
  load,
  lsl,
  mov,
  orr,
  sub,
  subsImmediate,
  ubfx,
} from '../../../src/node/qemu/asm/arithmetic.ts';
import { adr, b, bIf, bl, cbnz, cbz, tbnz, tbz } from '../../../src/node/qemu/asm/branches.ts';
import { after, at, before, ldp, ldr, ldrb, stp, str, strb } from '../../../src/node/qemu/asm/memory.ts';
import { q, sp, w, wzr, x, xzr } from '../../../src/node/qemu/asm/operands.ts';
import type { Instruction } from '../../../src/node/qemu/asm/program.ts';
import { hvc, smc, svc } from '../../../src/node/qemu/asm/system.ts';

type Any = fc.Arbitrary<Instruction>;

const number = fc.nat(30);
/** Registers of one width. */
const width = fc.constantFrom(
  { of: x, zero: xzr, bits: 64 } as const,
  { of: w, zero: wzr, bits: 32 } as const,
);
const data = fc.constantFrom(x, w, q);
/** Bases that no data register below 16 is: a base that is loaded as well would be unpredictable. */
const otherBase = fc.integer({ min: 16, max: 30 }).map(x);
const base = fc.oneof(number.map(x), fc.constant(sp));
const immediate = fc.nat(4095);
/** Labels that every program of these instructions has. */
const somewhere = fc.constantFrom('start', 'end');

/** Makes instructions of what it is given. */
function made<From>(from: fc.Arbitrary<From>, make: (from: From) => Instruction): Any {
  return from.map(make);
}

/** Instructions of every form, with any operands that they take. */
export const ANY: Readonly<Record<string, fc.Arbitrary<readonly Instruction[]>>> = {
  'numbers into registers': fc
    .tuple(fc.boolean(), number, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))
    .map(([wide, n, value]) => load(wide ? x(n) : w(n), wide ? value : value & 0xffff_ffffn)),
  'registers moved': listOf(
    made(fc.tuple(width, number, number), ([r, to, from]) => mov(r.of(to), r.of(from))),
    number.map((n) => mov(sp, x(n))),
    number.map((n) => mov(x(n), sp)),
  ),
  'with immediates': listOf(
    made(fc.tuple(width, number, number, immediate), ([r, d, n, value]) =>
      addImmediate(r.of(d), r.of(n), value),
    ),
    made(fc.tuple(base, base, immediate), ([d, n, value]) => addImmediate(d, n, value)),
    made(fc.tuple(width, number, number, immediate), ([r, d, n, value]) =>
      subsImmediate(r.of(d), r.of(n), value),
    ),
    made(fc.tuple(width, number, immediate), ([r, n, value]) => cmpImmediate(r.of(n), value)),
  ),
  'of three registers': listOf(
    made(
      fc.tuple(fc.constantFrom(add, sub, orr), width, number, number, number, fc.nat(63)),
      ([make, r, d, n, m, shift]) => make(r.of(d), r.of(n), r.of(m), shift % r.bits),
    ),
    made(fc.tuple(fc.constantFrom(add, sub, orr), width, number), ([make, r, d]) =>
      make(r.of(d), r.zero, r.zero),
    ),
    made(fc.tuple(width, number, number, number), ([r, d, n, m]) => lsl(r.of(d), r.of(n), r.of(m))),
    made(fc.tuple(width, number, number), ([r, n, m]) => cmp(r.of(n), r.of(m))),
  ),
  'bit fields': listOf(
    made(fc.tuple(width, number, number, fc.nat(63), fc.nat(63)), ([r, d, n, from, more]) => {
      const lowest = from % r.bits;
      return ubfx(r.of(d), r.of(n), lowest, 1 + (more % (r.bits - lowest)));
    }),
  ),
  'loads and stores': listOf(
    made(fc.tuple(fc.constantFrom(ldr, str), data, number, base, immediate), ([make, of, t, to, offset]) =>
      make(of(t), at(to, (offset * of(t).bits) / 8)),
    ),
    made(fc.tuple(fc.constantFrom(ldrb, strb), number, base, immediate), ([make, t, to, offset]) =>
      make(w(t), at(to, offset)),
    ),
  ),
  'loads and stores that move the base': listOf(
    made(
      fc.tuple(
        fc.constantFrom(ldr, str),
        data,
        fc.nat(15),
        fc.constantFrom(before, after),
        otherBase,
        fc.integer({ min: -256, max: 255 }),
      ),
      ([make, of, t, mode, to, offset]) => make(of(t), mode(to, offset)),
    ),
    made(fc.tuple(fc.constantFrom(ldrb, strb), fc.nat(15), otherBase), ([make, t, to]) =>
      make(w(t), after(to, 1)),
    ),
  ),
  pairs: listOf(
    made(
      fc.tuple(
        fc.constantFrom(ldp, stp),
        data,
        fc.nat(14),
        fc.constantFrom(at, before, after),
        otherBase,
        fc.integer({ min: -64, max: 63 }),
      ),
      ([make, of, t, mode, to, units]) => make(of(t), of(t + 1), mode(to, (units * of(t).bits) / 8)),
    ),
  ),
  branches: listOf(
    made(fc.tuple(fc.constantFrom(b, bl), somewhere), ([make, to]) => make(to)),
    made(fc.tuple(fc.constantFrom('eq', 'ne', 'hs', 'lo'), somewhere), ([when, to]) => bIf(when, to)),
    made(fc.tuple(fc.constantFrom(cbz, cbnz), width, number, somewhere), ([make, r, t, to]) =>
      make(r.of(t), to),
    ),
    made(
      fc.tuple(fc.constantFrom(tbz, tbnz), width, number, fc.nat(63), somewhere),
      ([make, r, t, bit, to]) => make(r.of(t), bit % r.bits, to),
    ),
    made(fc.tuple(number, somewhere), ([d, to]) => adr(x(d), to)),
  ),
  'calls of the levels above': listOf(
    made(fc.tuple(fc.constantFrom(smc, hvc, svc), fc.nat(0xffff)), ([make, n]) => make(n)),
  ),
};

function listOf(...kinds: readonly Any[]): fc.Arbitrary<readonly Instruction[]> {
  return fc.oneof(...kinds).map((each) => [each]);
}
