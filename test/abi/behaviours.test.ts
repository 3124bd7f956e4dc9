import { describe, expect, test } from 'vitest';
import { type Behaviours, behavioursOf } from '../../src/core/abi/behaviours.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';

describe('what versions do differently', () => {
  const ROWS: readonly (readonly [keyof Behaviours, unknown, unknown, unknown])[] = [
    ['features', false, true, true],
    ['bufferMaximum', false, false, true],
    ['nsBitOnRequest', true, false, false],
    ['retainRx', false, false, true],
    ['infoSize', false, true, true],
    ['everyService', false, false, true],
    ['ownProperties', 0xffff_f9f3, 0xffff_f9ff, 0xffff_ffff],
    ['knownProperties', 0x7, 0xffff_ffff, 0xffff_ffff],
    ['consoleCharacters', 48, 48, 128],
    ['notifications', false, true, true],
    ['indirectMessages', false, true, true],
    ['serviceRequests', false, false, true],
    ['infoInRegisters', false, false, true],
  ];

  test.each(ROWS)('%s: %o in 1.0, %o in 1.1, %o in 1.2', (behaviour, ...expected) => {
    const found = [VERSION_1_0, VERSION_1_1, VERSION_1_2].map((version) => behavioursOf(version)[behaviour]);
    expect(found.map((value) => (typeof value === 'number' ? value >>> 0 : value))).toEqual(expected);
  });

  test('every behaviour has a row here', () => {
    expect(ROWS.map(([behaviour]) => behaviour).sort()).toEqual(
      Object.keys(behavioursOf(VERSION_1_0)).sort(),
    );
  });

  test('a version that is not known yet behaves like the last one that is', () => {
    expect(behavioursOf(0x1_0009)).toBe(behavioursOf(VERSION_1_2));
  });
});
