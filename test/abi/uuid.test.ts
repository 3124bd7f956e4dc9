import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFrame, setHalves, x } from '../../src/core/abi/frame.ts';
import {
  isNilUuid,
  NIL_UUID,
  parseUuid,
  sameUuid,
  type UuidWords,
  uuidText,
} from '../../src/core/abi/uuid.ts';

const G1 = '378daedc-f06b-4446-8314-40ab933c87a3';

describe('UUIDs', () => {
  // The OP-TEE, trusted services, TPM and management mode services: clients-linux-uboot-pkvm 1.6.
  test.each([
    ['486178e0-e7f8-11e3-bc5e-0002a5d5c51b', [0xe078_6148, 0xe311_f8e7, 0x0200_5ebc, 0x1bc5_d5a5]],
    ['bdcd76d7-825e-4751-963b-86d4f84943ac', [0xd776_cdbd, 0x5147_5e82, 0xd486_3b96, 0xac43_49f8]],
    ['17b862a4-1806-4faf-86b3-089a58353861', [0xa462_b817, 0xaf4f_0618, 0x9a08_b386, 0x6138_3558]],
    ['ed32d533-99e6-4209-9cc0-2d72cdd998a7', [0x33d5_32ed, 0x0942_e699, 0x722d_c09c, 0xa798_d9cd]],
    [G1, [0xdcae_8d37, 0x4644_6bf0, 0xab40_1483, 0xa387_3c93]],
  ] as [string, UuidWords][])('G1: %s as four little-endian words and back', (text, words) => {
    expect(parseUuid(text)).toEqual(words);
    expect(parseUuid(text.toUpperCase())).toEqual(words);
    expect(uuidText(words)).toBe(text);
  });

  test('G1: two registers hold the words in pairs', () => {
    const words = parseUuid(G1)!;
    const frame = createFrame();
    setHalves(frame, 1, words[0], words[1]);
    setHalves(frame, 2, words[2], words[3]);
    expect([x(frame, 1), x(frame, 2)]).toEqual([0x4644_6bf0_dcae_8d37n, 0xa387_3c93_ab40_1483n]);
  });

  test('text and words are each other', () => {
    fc.assert(
      fc.property(fc.uuid(), (text) => {
        expect(uuidText(parseUuid(text)!)).toBe(text);
      }),
    );
  });

  test.each(['', G1.slice(1), `${G1}0`, G1.replaceAll('-', ''), `{${G1}}`, G1.replace('3', 'g')])(
    '"%s" is no UUID',
    (text) => {
      expect(parseUuid(text)).toBeUndefined();
    },
  );

  test('nil is four zeros and nothing else', () => {
    expect(isNilUuid(NIL_UUID)).toBe(true);
    expect(uuidText(NIL_UUID)).toBe('00000000-0000-0000-0000-000000000000');
    for (let index = 0; index < 4; index++)
      expect(isNilUuid(NIL_UUID.map((_, at) => (at === index ? 0x8000_0000 : 0)))).toBe(false);
  });

  test.each([
    ['the same', [1, 2, 3, 4], true],
    ['another first word', [0, 2, 3, 4], false],
    ['another last word', [1, 2, 3, 5], false],
    ['nil', [0, 0, 0, 0], false],
  ])('four words and %s', (_, words, same) => {
    expect(sameUuid([1, 2, 3, 4], Uint32Array.from(words))).toBe(same);
  });
});
