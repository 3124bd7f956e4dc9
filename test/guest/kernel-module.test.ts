import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readElf } from '../../src/node/guest/elf.ts';
import { readModule } from '../../src/node/guest/kernel-module.ts';
import { elfFile, moduleFile } from './files.ts';

describe('readModule', () => {
  test.each([
    ['nothing', moduleFile('7.3.4'), []],
    ['two others', moduleFile('7.3.4', 'tee', 'ffa-core'), ['tee', 'ffa-core']],
  ])('finds that a module needs %s', (_name, bytes, depends) => {
    expect(readModule('optee.ko', bytes)).toEqual({ depends, release: '7.3.4' });
  });

  test.each([
    ['no ELF file', Buffer.from('hello'), 'a.ko is no kernel module'],
    ['another processor', elfFile({ machine: 62 }), 'a.ko is a module for another processor'],
    ['a plain object', elfFile({ sections: { '.text': 'x' } }), 'a.ko does not say which kernel it is for'],
    [
      'no version',
      elfFile({ sections: { '.modinfo': 'name=a\0' } }),
      'a.ko does not say which kernel it is for',
    ],
  ])('says what is wrong with %s', (_name, bytes, message) => {
    expect(() => readModule('a.ko', bytes)).toThrow(expect.objectContaining({ message }));
  });
});

describe('readElf', () => {
  test.runIf(process.platform === 'linux')('knows a program of this machine', () => {
    const elf = readElf(readFileSync(process.execPath))!;
    expect(elf.isArm64).toBe(process.arch === 'arm64');
    expect(elf.section('.interp')).toMatch(/^\/.*ld.*\.so/);
    expect(elf.needsLoader).toBe(true);
  });

  test('is never led out of a file, however it is damaged', () => {
    const whole = elfFile({ sections: { '.modinfo': 'vermagic=1 \0', '.text': 'code' } });
    const damage = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(damage, { maxLength: 8 }), fc.nat(whole.length), (damages, end) => {
        const bytes = Buffer.from(whole);
        for (const { at, byte } of damages) bytes[at] = byte;
        const section = readElf(bytes.subarray(0, end))?.section('.modinfo') ?? '';
        expect(section.length).toBeLessThanOrEqual(end);
      }),
    );
  });
});
