import { describe, expect, test } from 'vitest';
import { type Behaviours, behavioursOf } from '../../src/core/abi/behaviours.ts';
import { SUPPORTED_VERSIONS, VERSION_1_0, VERSION_1_3 } from '../../src/core/abi/versions.ts';

describe('what versions do differently', () => {
  const ROWS: readonly (readonly [keyof Behaviours, unknown, unknown, unknown, unknown])[] = [
    ['features', false, true, true, true],
    ['bufferMaximum', false, false, true, true],
    ['nsBitOnRequest', true, false, false, false],
    ['retainRx', false, false, true, true],
    ['infoSize', false, true, true, true],
    ['everyService', false, false, true, true],
    ['imageUuids', false, false, false, true],
    ['ownProperties', 0xffff_f9f3, 0xffff_f9ff, 0xffff_ffff, 0xffff_ffff],
    ['knownProperties', 0x7, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff],
    ['consoleCharacters', 48, 48, 128, 128],
    ['notifications', false, true, true, true],
    ['indirectMessages', false, true, true, true],
    ['serviceRequests', false, false, true, true],
    ['infoInRegisters', false, false, true, true],
  ];

  test.each(ROWS)('%s: %o in 1.0, %o in 1.1, %o in 1.2, %o in 1.3', (behaviour, ...expected) => {
    const found = SUPPORTED_VERSIONS.map((version) => behavioursOf(version)[behaviour]);
    expect(found.map((value) => (typeof value === 'number' ? value >>> 0 : value))).toEqual(expected);
  });

  test('every behaviour has a row here', () => {
    expect(ROWS.map(([behaviour]) => behaviour).sort()).toEqual(
      Object.keys(behavioursOf(VERSION_1_0)).sort(),
    );
  });

  test('a version that is not known yet behaves like the last one that is', () => {
    expect(behavioursOf(0x1_0009)).toBe(behavioursOf(VERSION_1_3));
  });
});
