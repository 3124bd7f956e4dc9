import { describe, expect, test } from 'vitest';
import { addImmediate, load, movz, ubfx } from '../../../src/node/qemu/asm/arithmetic.ts';
import { assemble } from '../../../src/node/qemu/asm/assemble.ts';
import { b, tbz } from '../../../src/node/qemu/asm/branches.ts';
import { at, before, ldp, ldr, ldrb } from '../../../src/node/qemu/asm/memory.ts';
import { q, w, x } from '../../../src/node/qemu/asm/operands.ts';
import { align, label, type Program } from '../../../src/node/qemu/asm/program.ts';
import { mrs, smc, wfi } from '../../../src/node/qemu/asm/system.ts';
import { CASES } from './instruction-cases.ts';

const HERE = 0x1000;
const LABELS: Readonly<Record<string, number>> = { back: HERE - 8, ahead: HERE + 4096 };

test.each(CASES)('%s', (text, word, instruction) => {
  expect(instruction.text).toBe(text);
  expect(instruction.encode(HERE, (name) => LABELS[name] ?? Number.NaN)).toBe(word);
});

describe('what cannot be encoded is refused where it is written', () => {
  test.each<[string, () => unknown, string]>([
    ['a register that is not there', () => x(31), 'register 31: 0 to 30 can be encoded'],
    ['an immediate of 17 bits', () => movz(x(0), 0x1_0000), 'immediate 65536'],
    ['a shift by no quarter', () => movz(x(0), 1, 8), 'no shift by 8'],
    ['a shift beyond a w register', () => movz(w(0), 1, 32), 'no shift by 32'],
    ['an immediate of 13 bits', () => addImmediate(x(0), x(0), 4096), 'immediate 4096'],
    ['registers of two widths', () => addImmediate(x(0), w(0), 1), 'x0 and w0 differ in width'],
    ['a pair of two widths', () => ldp(x(0), w(1), at(x(2))), 'x0 and w1 differ in width'],
    ['bits beyond the end', () => ubfx(w(0), w(0), 30, 3), 'width 3: 1 to 2 can be encoded'],
    ['an offset between words', () => ldr(x(0), at(x(1), 4)), 'offset 4 is no multiple of 8'],
    ['a far offset', () => ldr(x(0), at(x(1), 32768)), 'offset 4096: 0 to 4095'],
    ['a far offset of a vector', () => ldr(q(0), at(x(1), -16)), 'offset -1: 0 to 4095'],
    ['a far step', () => ldr(x(0), before(x(1), 256)), 'offset 256: -256 to 255'],
    ['a byte in an x register', () => ldrb(x(0), at(x(1))), 'x0: bytes go to and from w registers'],
    ['a system register in a w register', () => mrs(w(0), 'MPIDR_EL1'), 'w0: system registers'],
    ['a bit beyond the register', () => tbz(w(0), 32, 'here'), 'bit 32: 0 to 31'],
    ['a number for nobody', () => smc(0x1_0000), 'immediate 65536'],
    ['a number of 65 bits', () => load(x(0), 2n ** 64n), '18446744073709551616 does not fit 64 bits'],
    ['a negative number', () => load(w(0), -1), '-1 does not fit 32 bits'],
  ])('%s', (_name, make, message) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });

  test('a label out of reach', () => {
    const far: Program = [tbz(x(0), 0, 'end'), align(2 ** 16), label('end')];
    expect(() => assemble(far, 4)).toThrow('distance 16383: -8192 to 8191');
  });
});

describe('load takes an instruction for each quarter that is not zero', () => {
  test.each<[string, number | bigint, readonly string[]]>([
    ['zero', 0, ['movz x1, #0, lsl #0']],
    ['one quarter', 0x4010_0000, ['movz x1, #16400, lsl #16']],
    ['a gap', 0x24_0000_0000_0d35n, ['movz x1, #3381, lsl #0', 'movk x1, #36, lsl #48']],
  ])('%s', (_name, value, texts) => {
    expect(load(x(1), value).map(({ text }) => text)).toEqual(texts);
  });
});

describe('a program', () => {
  test('lies where it is put: labels, gaps of zeros, words of four bytes', () => {
    const program: Program = [wfi, label('two'), align(16), label('three'), b('two'), b('three')];

    const { base, bytes, addressOf } = assemble(program, 0x1000);

    expect([base, addressOf('two'), addressOf('three')]).toEqual([0x1000, 0x1004, 0x1010]);
    const words = [...new Uint32Array(bytes.buffer)].map((word) => word.toString(16));
    expect(words).toEqual(['d503207f', '0', '0', '0', '17fffffd', '17ffffff']);
  });

  test('has every label once', () => {
    expect(() => assemble([label('here'), label('here')], 0)).toThrow('two labels are called here');
    expect(() => assemble([b('nowhere')], 0)).toThrow('the program has no label nowhere');
  });
});
