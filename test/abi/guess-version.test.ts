import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeHypervisorRetrieve, encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { guessVersion } from '../../src/core/abi/guess-version.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import {
  arbitraryTransaction,
  ONE_PAGE,
  onePageBytes,
  patched,
  scatteredPages,
  VERSIONS,
} from './support.ts';

describe('guessVersion', () => {
  test.each([
    [
      VERSION_1_0,
      'bytes 24..27 are zero and byte 28 counts 1: a header of FF-A 1.0, which states no size',
      'read as FF-A 1.0, the descriptor is whole',
    ],
    [
      VERSION_1_1,
      'access descriptor size 16 at byte 24 is what FF-A 1.1 states; FF-A 1.2 may state it too',
      'read as FF-A 1.1, the descriptor is whole',
    ],
    [
      VERSION_1_2,
      'access descriptor size 32 at byte 24 exists since FF-A 1.2',
      'read as FF-A 1.2, the descriptor is whole',
    ],
  ])('version %i by one page', (version, ...reasons) => {
    expect(guessVersion(onePageBytes(version), 'transaction')).toEqual({ version, reasons });
  });

  test.each(VERSIONS)('every descriptor of FF-A %s in the layout it writes', (_name, version) => {
    fc.assert(
      fc.property(arbitraryTransaction(version, version === VERSION_1_2 ? 32 : 16), (transaction) => {
        expect(guessVersion(encodeTransaction(transaction, version), 'transaction').version).toBe(version);
      }),
    );
  });

  test('a response with short access descriptors went to an FF-A 1.1 borrower', () => {
    const { version, reasons } = guessVersion(onePageBytes(VERSION_1_1), 'retrieve-response');
    expect(version).toBe(VERSION_1_1);
    expect(reasons[0]).toContain('a response to FF-A 1.2 would have the longer ones');
  });

  test('a first fragment', () => {
    const bytes = encodeTransaction({ ...ONE_PAGE, composite: scatteredPages(9) }, VERSION_1_1);
    expect(guessVersion(bytes.subarray(0, 80 + 32), 'transaction').reasons.at(-1)).toBe(
      'read as FF-A 1.1, it is a first fragment with 2 of 9 constituents',
    );
  });

  test('a bare header by its length', () => {
    const guess = (version: number) =>
      guessVersion(encodeHypervisorRetrieve(1n, version), 'retrieve-request');
    expect(guess(VERSION_1_0)).toMatchObject({ version: VERSION_1_0 });
    expect(guess(VERSION_1_2)).toMatchObject({ version: VERSION_1_2 });
    expect(guess(VERSION_1_2).reasons[0]).toBe('no access descriptors, and 48 bytes hold a header of 48');
  });

  test('a descriptor that does not read says where', () => {
    expect(guessVersion(patched(onePageBytes(VERSION_1_2), 52, '40'), 'transaction').reasons.at(-1)).toBe(
      'read as FF-A 1.2, receivers[0].compositeOffset: 64 lies inside the header or the access descriptors, which end at 80',
    );
  });

  test('a size that no version writes leaves what the rest of the bytes fits', () => {
    const long = guessVersion(patched(onePageBytes(VERSION_1_2), 24, '28'), 'retrieve-request');
    expect(long.reasons[0]).toBe('access descriptor size 40 at byte 24 is one that no version writes');
    const dirty = guessVersion(patched(onePageBytes(VERSION_1_0), 24, '01'), 'transaction');
    expect(dirty.version).toBe(VERSION_1_0);
    const { composite: _, ...request } = ONE_PAGE;
    const bare = patched(encodeTransaction(request, VERSION_1_0), 24, '01');
    expect(guessVersion(bare, 'retrieve-request').version).toBe(VERSION_1_0);
    expect(guessVersion(bare, 'transaction').version).toBe(VERSION_1_2);
    const wrong = guessVersion(patched(onePageBytes(VERSION_1_1), 24, '18'), 'transaction');
    expect(wrong.version).toBe(VERSION_1_2);
  });

  test('never throws', () => {
    expect(guessVersion(new Uint8Array(31), 'transaction').reasons).toEqual([
      '31 bytes are too few for a header of any version',
    ]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 128 }), (bytes) => {
        expect(guessVersion(bytes, 'transaction').reasons.length).toBeGreaterThan(0);
      }),
    );
  });
});
