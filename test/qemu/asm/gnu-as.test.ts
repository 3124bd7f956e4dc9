import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assemble, sourceText } from '../../../src/node/qemu/asm/assemble.ts';
import { x } from '../../../src/node/qemu/asm/operands.ts';
import { label, type Program } from '../../../src/node/qemu/asm/program.ts';
import { isb, mrs, msr } from '../../../src/node/qemu/asm/system.ts';
import { SYSTEM_REGISTERS, type SystemRegister } from '../../../src/node/qemu/asm/system-registers.ts';
import { ANY } from './any-instruction.ts';
import { gnuBytes, HAS_GNU_AS } from './gnu-as.ts';
import { CASES } from './instruction-cases.ts';

/** Registers that can only be written. */
const WRITE_ONLY: ReadonlySet<SystemRegister> = new Set(['ICC_EOIR0_EL1', 'ICC_SGI0R_EL1']);

describe.runIf(HAS_GNU_AS)("GNU's assembler gives the same bytes", () => {
  test('for one example of each instruction', () => {
    same([label('back'), isb, isb, ...CASES.map(([, , each]) => each), label('ahead')]);
  });

  test('for every system register by its name', () => {
    const names = Object.keys(SYSTEM_REGISTERS) as SystemRegister[];
    same(names.map((name) => (WRITE_ONLY.has(name) ? msr(name, x(7)) : mrs(x(7), name))));
  });

  test.each(Object.entries(ANY))('for any operands: %s', (_name, any) => {
    fc.assert(
      fc.property(fc.array(any, { minLength: 100, maxLength: 200 }), (lists) => {
        same([label('start'), ...lists.flat(), label('end')]);
      }),
      { numRuns: 5 },
    );
  });
});

function same(program: Program): void {
  expect(hex(assemble(program, 0).bytes)).toBe(hex(gnuBytes(sourceText(program))));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
