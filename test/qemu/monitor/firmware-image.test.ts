import { describe, expect, test } from 'vitest';
import { movz } from '../../../src/node/qemu/asm/arithmetic.ts';
import { assemble, sourceText } from '../../../src/node/qemu/asm/assemble.ts';
import { at, stp } from '../../../src/node/qemu/asm/memory.ts';
import { sp, x } from '../../../src/node/qemu/asm/operands.ts';
import { capabilitiesOf } from '../../../src/node/qemu/monitor/capabilities.ts';
import { el2Vectors } from '../../../src/node/qemu/monitor/el2-vectors.ts';
import { FIRMWARE, firmwareImage } from '../../../src/node/qemu/monitor/firmware-image.ts';
import { worldSwitch } from '../../../src/node/qemu/monitor/world-switch.ts';
import { gnuBytes, HAS_GNU_AS } from '../asm/gnu-as.ts';

/** What a Cortex-A76 says of itself. */
const A76 = {
  ID_AA64PFR0_EL1: 0x1100_0000_1111_1112n,
  ID_AA64PFR1_EL1: 0x10n,
  ID_AA64ISAR1_EL1: 0x10_0001n,
  ID_AA64MMFR1_EL1: 0x1021_2122n,
};

const ALL = new Set(['EL2', 'SEL2', 'VHE', 'HCX', 'PAUTH', 'SCXTNUM'] as const);

describe('the firmware', () => {
  const { bytes, base, addressOf } = firmwareImage();
  const wordAt = (address: number) => new DataView(bytes.buffer).getUint32(address - base, true);

  test('starts at the first byte of flash, and fits it many times over', () => {
    expect(base).toBe(0);
    expect(bytes.length).toBeLessThan(0x4000);
    // mrs x0, mpidr_el1
    expect(wordAt(0)).toBe(0xd538_00a0);
  });

  test('has its vectors where processors look for them', () => {
    const vectors = addressOf('vectors');
    expect(vectors % 2048).toBe(0);
    const save = stp(x(0), x(1), at(sp, 0)).encode(0, Number);
    for (let vector = 0; vector < 16; vector++) {
      expect(wordAt(vectors + 128 * vector)).toBe(save);
      expect(wordAt(vectors + 128 * vector + 4)).toBe(movz(x(0), vector).encode(0, Number));
    }
  });
});

test('the hypervisor is sixteen instructions, each of which says which it is', () => {
  const { bytes } = assemble(el2Vectors(), 0);
  const words = Array.from({ length: 16 }, (_, vector) =>
    new DataView(bytes.buffer).getUint32(128 * vector, true),
  );
  expect(words).toEqual([
    0xd400_0003, 0xd400_0023, 0xd400_0043, 0xd400_0063, 0xd400_0083, 0xd400_00a3, 0xd400_00c3, 0xd400_00e3,
    0xd400_0103, 0xd400_0123, 0xd400_0143, 0xd400_0163, 0xd400_0183, 0xd400_01a3, 0xd400_01c3, 0xd400_01e3,
  ]);
});

describe('what a processor can do', () => {
  test.each<[string, Partial<typeof A76>, readonly string[]]>([
    ['a Cortex-A76', {}, ['EL2', 'VHE']],
    ['without EL2', { ID_AA64PFR0_EL1: 0x1100_0000_1111_1012n, ID_AA64MMFR1_EL1: 0n }, []],
    ['with pointer authentication of its own', { ID_AA64ISAR1_EL1: 0x100n }, ['EL2', 'VHE', 'PAUTH']],
    ['with secure EL2', { ID_AA64PFR0_EL1: 0x10_0000_0100n }, ['EL2', 'SEL2', 'VHE']],
    ['with numbers of software contexts', { ID_AA64PFR0_EL1: 2n << 56n }, ['VHE', 'SCXTNUM']],
    ['with more for hypervisors', { ID_AA64MMFR1_EL1: 1n << 40n }, ['EL2', 'HCX']],
  ])('%s', (_name, other, capabilities) => {
    expect([...capabilitiesOf({ ...A76, ...other })].sort()).toEqual([...capabilities].sort());
  });
});

describe('the world switch', () => {
  test('leaves alone what the processor does not have', () => {
    const plain = worldSwitch(new Set());
    expect(sourceText(plain.code)).not.toContain('_el2');
    expect(() => plain.offsetOf('HCRX_EL2')).toThrow('HCRX_EL2 is not switched');
    expect(sourceText(worldSwitch(ALL).code)).toContain('msr hcrx_el2, x2');
  });

  test('has a place of its own for every register, behind 512 bytes of vectors', () => {
    const { bytes, offsetOf } = worldSwitch(ALL);
    expect([offsetOf('FPCR'), offsetOf('FPSR'), offsetOf('SCTLR_EL1')]).toEqual([512, 520, 528]);
    expect(bytes).toBe(512 + 8 * 67);
    expect(offsetOf('HCRX_EL2')).toBe(bytes - 8);
  });

  test('never touches the virtual timer, whose tick has to go on', () => {
    expect(sourceText(worldSwitch(ALL).code)).not.toMatch(/cntv_/);
  });
});

test.runIf(HAS_GNU_AS).each([
  ['the firmware', FIRMWARE],
  ['the world switch', worldSwitch(ALL).code],
  ['the hypervisor', el2Vectors()],
])("GNU's assembler gives the same bytes for %s", (_name, program) => {
  expect(Buffer.from(assemble(program, 0).bytes)).toEqual(Buffer.from(gnuBytes(sourceText(program))));
});
