import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeTransaction, planTransaction } from '../../src/core/abi/encode-transaction.ts';
import { cutAt, planFragments, splitFragments } from '../../src/core/abi/fragments.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { ONE_PAGE, scatteredPages } from './support.ts';

const lengths = (...parameters: Parameters<typeof planFragments>) =>
  planFragments(...parameters).map(({ length }) => length);

describe('planFragments', () => {
  test('T4: 600 scattered pages through buffers of 4 KiB in FF-A 1.1: 251, 256 and 93 constituents', () => {
    const { length, constituentsOffset } = planTransaction(
      { ...ONE_PAGE, composite: scatteredPages(600) },
      VERSION_1_1,
    );
    expect(lengths(length, constituentsOffset, 4096)).toEqual([80 + 251 * 16, 256 * 16, 93 * 16]);
    expect(lengths(length, constituentsOffset, 4096)).toEqual([4096, 4096, 1488]);
  });

  test.each([
    [VERSION_1_0, 252],
    [VERSION_1_1, 251],
    [VERSION_1_2, 250],
  ])('version %i: a first fragment of 4 KiB holds %i constituents for one receiver', (version, count) => {
    const plan = planTransaction({ ...ONE_PAGE, composite: scatteredPages(count) }, version);
    expect(lengths(plan.length, plan.constituentsOffset, 4096)).toEqual([4096]);
    expect(lengths(plan.length + 16, plan.constituentsOffset, 4096)).toEqual([4096, 16]);
  });

  test('QB6: a first fragment may end after the composite header', () => {
    expect(planFragments(112, 80, 80, 16)).toEqual([
      { offset: 0, length: 80 },
      { offset: 80, length: 16 },
      { offset: 96, length: 16 },
    ]);
  });

  test('QB11: a constituent that does not fit starts the next fragment, however full this one is', () => {
    expect(lengths(80 + 3 * 16, 80, 80 + 31, 47)).toEqual([80 + 16, 32]);
  });

  test('a retrieve request goes in one piece', () => {
    expect(planFragments(80, 80, 4096)).toEqual([{ offset: 0, length: 80 }]);
  });

  test('what goes in one piece needs no next buffer', () => {
    expect(planFragments(112, 80, 112, 0)).toEqual([{ offset: 0, length: 112 }]);
  });

  test.each([
    ['a first buffer without room for header and access descriptors', [112, 80, 79], 'firstRoom: 79'],
    ['a next buffer without room for a constituent', [112, 80, 80, 15], 'nextRoom: 15'],
    ['a next buffer of unknown size', [112, 80, 80, Number.NaN], 'nextRoom: NaN'],
    ['half a constituent', [120, 80, 4096], 'length: 40 bytes from 80 on'],
    ['an end before the constituents', [64, 80, 4096], 'length: -16 bytes from 80 on'],
  ] as [string, Parameters<typeof planFragments>, string][])(
    'throws for %s',
    (_name, parameters, message) => {
      expect(() => planFragments(...parameters)).toThrow(RangeError);
      expect(() => planFragments(...parameters)).toThrow(message);
    },
  );
});

describe('cutAt', () => {
  test.each([
    ['nowhere', [], [{ offset: 0, length: 112 }]],
    [
      'twice',
      [80, 16],
      [
        { offset: 0, length: 80 },
        { offset: 80, length: 16 },
        { offset: 96, length: 16 },
      ],
    ],
    [
      'beyond the end: nothing is left for the last one',
      [80, 64],
      [
        { offset: 0, length: 80 },
        { offset: 80, length: 64 },
        { offset: 144, length: 0 },
      ],
    ],
  ])('%s', (_, cuts, fragments) => {
    expect(cutAt(112, cuts)).toEqual(fragments);
  });
});

describe('splitFragments', () => {
  test('fragments joined are the descriptor, each fits its buffer, and one more constituent would not', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(200), fc.integer({ min: 16, max: 200 }), (count, spare, nextRoom) => {
        const transaction = { ...ONE_PAGE, composite: scatteredPages(count) };
        const { constituentsOffset } = planTransaction(transaction, VERSION_1_2);
        const bytes = encodeTransaction(transaction, VERSION_1_2);
        const firstRoom = constituentsOffset + spare;
        const fragments = splitFragments(bytes, constituentsOffset, firstRoom, nextRoom);
        expect(fragments.flatMap((fragment) => [...fragment])).toEqual([...bytes]);
        fragments.forEach(({ length }, index) => {
          const room = index === 0 ? firstRoom : nextRoom;
          expect(length).toBeLessThanOrEqual(room);
          if (index < fragments.length - 1) expect(length + 16).toBeGreaterThan(room);
        });
      }),
    );
  });
});
