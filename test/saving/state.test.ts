import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stateBytes } from '../../src/core/saving/state-bytes.ts';
import { stateOfBytes, UnreadableState } from '../../src/core/saving/state-of-bytes.ts';
import '../seed.ts';

/** Anything that a saved state may be made of. */
const anyState = fc.anything({
  withBigInt: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: false,
  withNullPrototype: false,
  withObjectString: true,
  maxDepth: 4,
});

/** fast-check also makes typed arrays that no state has. */
function isState(value: unknown): boolean {
  try {
    stateBytes(value);
    return true;
  } catch {
    return false;
  }
}

const someState = anyState.filter(isState);

describe('a state as bytes', () => {
  test('is the same again', () => {
    fc.assert(
      fc.property(someState, (state) => {
        expect(stateOfBytes(stateBytes(state))).toStrictEqual(state);
      }),
    );
  });

  test('gives the same bytes again', () => {
    fc.assert(
      fc.property(someState, (state) => {
        const bytes = stateBytes(state);
        expect(stateBytes(stateOfBytes(bytes))).toEqual(bytes);
      }),
    );
  });

  test.each<[what: string, state: unknown, bytes: readonly number[]]>([
    ['a number', 300, [4, 0xac, 0x02]],
    ['a large one', 2 ** 31, [5, 0, 0, 0, 0, 0, 0, 0xe0, 0x41]],
    ['zero with a sign', -0, [5, 0, 0, 0, 0, 0, 0, 0, 0x80]],
    ['a string', 'ok', [6, 2, 0x6f, 0x6b]],
    ['a big number', -0x1fn, [9, 2, 0x31, 0x66]],
    ['an array', [true, null], [10, 2, 3, 1]],
    ['a string that comes again', ['a', 'a'], [10, 2, 6, 1, 0x61, 7, 0]],
    ['a set', new Set([1]), [11, 1, 4, 1]],
    ['a map', new Map([[1, undefined]]), [12, 1, 4, 1, 0]],
    ['an object', { x: false }, [13, 1, 6, 1, 0x78, 2]],
    ['a typed array', Uint32Array.of(0x0102_0304), [15, 4, 1, 4, 3, 2, 1]],
  ])('%s', (_what, state, bytes) => {
    expect([...stateBytes(state)]).toEqual(bytes);
    expect(stateOfBytes(Uint8Array.from(bytes))).toStrictEqual(state);
  });

  test('holds an array that begins inside of its memory', () => {
    const inside = new Uint16Array(Uint16Array.of(1, 2, 3).buffer, 2, 1);
    expect(stateOfBytes(stateBytes(inside))).toEqual(Uint16Array.of(2));
  });
});

describe('what bytes cannot hold', () => {
  const bark = () => 'bark';

  test('is written by its name', () => {
    const bytes = stateBytes({ dog: bark }, { bark });
    expect(stateOfBytes(bytes, { bark })).toEqual({ dog: bark });
  });

  test('is not read by a name that nobody knows', () => {
    const bytes = stateBytes(bark, { bark });
    expect(() => stateOfBytes(bytes, { toString: bark })).toThrow('there is nothing that is called bark');
  });

  test.each<[what: string, state: unknown]>([
    ['a function', [bark]],
    ['a Date', new Date(0)],
    ['a DataView', new DataView(new ArrayBuffer(1))],
    ['a symbol', Symbol('s')],
  ])('%s is refused', (what, state) => {
    expect(() => stateBytes(state)).toThrow(`a state that is saved cannot hold ${what}`);
  });
});

describe('bytes that are no state', () => {
  test('are refused where they end too soon', () => {
    fc.assert(
      fc.property(someState, fc.nat(), (state, cut) => {
        const bytes = stateBytes(state);
        expect(() => stateOfBytes(bytes.subarray(0, cut % bytes.length))).toThrow(UnreadableState);
      }),
    );
  });

  test('are refused, or are another state', () => {
    fc.assert(
      fc.property(someState, fc.nat(), fc.nat(255), (state, at, byte) => {
        const bytes = stateBytes(state);
        bytes[at % bytes.length] = byte;
        try {
          stateOfBytes(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableState);
        }
      }),
    );
  });

  test.each<[what: string, bytes: readonly number[], why: string]>([
    ['a form that there is not', [0x63], 'no value is written as 0x63'],
    ['a second state', [0, 0], 'more than one state'],
    ['a length that no memory has', [10, 0xff, 0xff, 0xff, 0xff, 0x07], 'ends too soon'],
    ['a count beyond all', [4, 0xff, 0xff, 0xff, 0xff, 0x0f], 'a count is too large'],
    ['a string that never came', [7, 0], 'no value is written as 0x7'],
    ['a big number of other signs', [8, 1, 0x78], 'a big number is none'],
    ['an unknown typed array', [15, 0x20, 0], 'no such kind of typed array'],
    [
      'lists in lists without end',
      Array.from({ length: 4000 }, (_, at) => (at % 2 === 0 ? 10 : 1)),
      'too deep',
    ],
    ['a key that is no string', [13, 1, 4, 1, 0], 'no value is written as 0x4'],
  ])('%s', (_what, bytes, why) => {
    expect(() => stateOfBytes(Uint8Array.from(bytes))).toThrow(why);
  });
});
