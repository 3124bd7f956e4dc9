import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convertTransaction } from '../../src/core/abi/convert-transaction.ts';
import { encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import type { Receiver } from '../../src/core/abi/transaction.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import {
  arbitraryMutant,
  arbitraryTransaction,
  dump,
  hex,
  ONE_PAGE,
  onePageBytes,
  patched,
  scatteredPages,
  VERSIONS,
} from './support.ts';

const pairs = VERSIONS.flatMap(([fromName, from]) =>
  VERSIONS.map(([toName, to]) => [fromName, toName, from, to] as const),
);

function convert(bytes: Uint8Array, from: number, to: number) {
  const converted = convertTransaction(bytes, from, to);
  if (!converted.ok) throw new Error(converted.error.detail);
  return converted;
}

describe('convertTransaction', () => {
  test.each(pairs)('one page from FF-A %s to %s', (_from, _to, from, to) => {
    const { bytes, lost } = convert(onePageBytes(from), from, to);
    expect(dump(bytes)).toEqual(dump(onePageBytes(to)));
    expect(lost).toEqual([]);
  });

  test.each(pairs)('invariant 24: there and back is the identity, FF-A %s and %s', (_from, _to, from, to) => {
    const expressible = arbitraryTransaction(VERSION_1_0, 16);
    fc.assert(
      fc.property(expressible, (transaction) => {
        const original = encodeTransaction(transaction, from);
        const there = convert(original, from, to);
        const back = convert(there.bytes, to, from);
        expect(back.bytes).toEqual(original);
        expect(there.bytes).toEqual(encodeTransaction(transaction, to));
        expect([...there.lost, ...back.lost]).toEqual([]);
      }),
    );
  });

  test('a version to itself keeps everything a version has', () => {
    fc.assert(
      fc.property(arbitraryTransaction(VERSION_1_2, 32), (transaction) => {
        const original = encodeTransaction(transaction, VERSION_1_2);
        expect(convert(original, VERSION_1_2, VERSION_1_2)).toEqual({ ok: true, bytes: original, lost: [] });
      }),
    );
  });

  test('gaps go, and so does the short access descriptor of an FF-A 1.2 sender', () => {
    const gaps = { accessOffset: 64, compositeOffset: 112 };
    const sparse = encodeTransaction(ONE_PAGE, VERSION_1_2, { ...gaps, accessSize: 16 });
    expect(dump(convert(sparse, VERSION_1_2, VERSION_1_2).bytes)).toEqual(dump(onePageBytes(VERSION_1_2)));
  });

  test('a hypervisor retrieve request stays a bare header', () => {
    const bare = patched(new Uint8Array(48), 8, '07');
    expect(convert(bare, VERSION_1_1, VERSION_1_0).bytes).toEqual(bare.subarray(0, 32));
    expect(convert(bare.subarray(0, 32), VERSION_1_0, VERSION_1_2).bytes).toEqual(bare);
  });

  test('a first fragment keeps its announced count and grows by the header', () => {
    const transaction = { ...ONE_PAGE, composite: scatteredPages(5) };
    const fragment = encodeTransaction(transaction, VERSION_1_0).subarray(0, 64 + 2 * 16);
    const expected = encodeTransaction(transaction, VERSION_1_1).subarray(0, 80 + 2 * 16);
    expect(convert(fragment, VERSION_1_0, VERSION_1_1).bytes).toEqual(expected);
  });

  test('the bytes behind a descriptor are no loss', () => {
    const buffer = new Uint8Array(4096).fill(0xff);
    buffer.set(onePageBytes(VERSION_1_1));
    const { bytes, lost } = convert(buffer, VERSION_1_1, VERSION_1_0);
    expect(bytes).toEqual(onePageBytes(VERSION_1_0));
    expect(lost).toEqual([]);
  });

  test('what cannot be read is not converted', () => {
    expect(convertTransaction(new Uint8Array(47), VERSION_1_1, VERSION_1_0)).toMatchObject({
      ok: false,
      error: { path: 'header', offset: 0, length: 48 },
    });
  });

  test('never throws on changed descriptors', () => {
    const seen = { converted: 0, refused: 0 };
    fc.assert(
      fc.property(arbitraryMutant, fc.constantFrom(...pairs), (bytes, [, , from, to]) => {
        const converted = convertTransaction(bytes, from, to);
        seen[converted.ok ? 'converted' : 'refused']++;
        if (converted.ok) expect(convertTransaction(converted.bytes, to, to)).toMatchObject({ lost: [] });
      }),
    );
    expect(seen.converted).toBeGreaterThan(0);
    expect(seen.refused).toBeGreaterThan(0);
  });
});

describe('convertTransaction lists what the target does not carry', () => {
  const [receiver] = ONE_PAGE.receivers as [Receiver];
  const words = { ...ONE_PAGE, receivers: [receiver, { ...receiver, impdef: [0n, 9n] as const }] };

  test.each([
    ['1.1', VERSION_1_1],
    ['1.0', VERSION_1_0],
  ])('implementation-defined words, to FF-A %s', (name, to) => {
    const { bytes, lost } = convert(encodeTransaction(words, VERSION_1_2), VERSION_1_2, to);
    expect(bytes).toEqual(encodeTransaction({ ...ONE_PAGE, receivers: [receiver, receiver] }, to));
    const detail = `FF-A ${name} has no implementation-defined words`;
    expect(lost).toEqual([{ path: 'receivers[1].impdef1', offset: 96, length: 8, detail }]);
  });

  test.each([
    [0x812f, 0x2f],
    [0x0100, 0x00],
  ])('attributes above 8 bits, to FF-A 1.0: of %i stays %i', (attributes, kept) => {
    const wide = encodeTransaction({ ...ONE_PAGE, attributes }, VERSION_1_1);
    const { bytes, lost } = convert(wide, VERSION_1_1, VERSION_1_0);
    expect(bytes).toEqual(encodeTransaction({ ...ONE_PAGE, attributes: kept }, VERSION_1_0));
    expect(lost).toEqual([
      { path: 'attributes', offset: 2, length: 2, detail: 'FF-A 1.0 has 8 bits of attributes' },
    ]);
  });

  test('reserved bytes and gaps that are not zero', () => {
    const sparse = encodeTransaction(ONE_PAGE, VERSION_1_1, { accessOffset: 64 });
    const dirty = patched(patched(patched(sparse, 36, 'aa'), 48, 'bb'), 108, 'cc');
    const detail = 'no version gives these bytes a meaning';
    expect(convert(dirty, VERSION_1_1, VERSION_1_1).lost).toEqual([
      { path: 'reserved36', offset: 36, length: 12, detail },
      { path: 'gap', offset: 48, length: 16, detail },
      { path: 'composite.constituents[0].reserved', offset: 108, length: 4, detail },
    ]);
  });

  test('bytes of a stride longer than any known access descriptor', () => {
    const bytes = hex(`
      00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 24 00 00 00 01 00 00 00
      30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      01 80 02 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 dd 00
    `);
    expect(convert(bytes, VERSION_1_2, VERSION_1_2).lost).toMatchObject([{ offset: 80, length: 4 }]);
  });
});
