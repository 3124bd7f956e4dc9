import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeRxTxEndpoint, encodeRxTxEndpoint } from '../../src/core/abi/rxtx-endpoint.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { dump, hex, patched, surrounded, VERSIONS } from './support.ts';

const BUFFERS = {
  endpoint: 3,
  rx: { constituents: [{ address: 0x4000_1000, pages: 1 }], totalPages: 1 },
  tx: { constituents: [{ address: 0x4000_2000, pages: 1 }], totalPages: 1 },
};

const BYTES = hex(`
  03 00 00 00 10 00 00 00 30 00 00 00 00 00 00 00
  01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
  00 10 00 40 00 00 00 00 01 00 00 00 00 00 00 00
  01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
  00 20 00 40 00 00 00 00 01 00 00 00 00 00 00 00
`);

describe('RX/TX endpoint descriptors', () => {
  test.each(VERSIONS)('A24: FF-A %s: composites at 16 and 48, whatever the header', (_name, version) => {
    expect(dump(encodeRxTxEndpoint(BUFFERS, version))).toEqual(dump(BYTES));
    expect(decodeRxTxEndpoint(BYTES, version)).toEqual({ ok: true, value: BUFFERS });
  });

  test('decoding gives back what was encoded', () => {
    const composite = fc.record({
      constituents: fc.array(fc.record({ address: fc.nat(), pages: fc.nat() }), { maxLength: 3 }),
      totalPages: fc.nat(),
    });
    const descriptor = fc.record({ endpoint: fc.nat(0xffff), rx: composite, tx: composite });
    fc.assert(
      fc.property(descriptor, fc.constantFrom(...VERSIONS), (value, [, version]) => {
        expect(decodeRxTxEndpoint(encodeRxTxEndpoint(value, version), version)).toEqual({ ok: true, value });
      }),
    );
  });

  test.each([
    ['a header that is cut off', BYTES.subarray(0, 15), { path: 'header', offset: 0, length: 16 }],
    ['an RX composite in the header', patched(BYTES, 4, '0c'), { path: 'rxOffset', offset: 4, length: 4 }],
    ['a TX composite beyond the end', patched(BYTES, 8, '50'), { path: 'tx', offset: 80, length: 16 }],
    ['A13: a TX composite near 2^32', patched(BYTES, 8, 'f0 ff ff ff'), { path: 'tx', offset: 0xffff_fff0 }],
    [
      'a list that is cut off',
      BYTES.subarray(0, 64),
      { path: 'tx.constituents', offset: 48, length: 16, detail: '0 of 1 are there' },
    ],
    [
      'a range that is cut off',
      BYTES.subarray(0, 72),
      { path: 'tx.constituents[0]', offset: 64, length: 16 },
    ],
  ])('%s', (_name, bytes, error) => {
    expect(decodeRxTxEndpoint(bytes, VERSION_1_2)).toMatchObject({ ok: false, error });
  });

  test('FF-A 1.0 has a header of 12 bytes', () => {
    expect(decodeRxTxEndpoint(BYTES.subarray(0, 11), VERSION_1_0)).toMatchObject({ error: { length: 12 } });
  });

  test('what does not fit throws and names the field', () => {
    const rx = { constituents: [{ address: 0x1000, pages: -1 }], totalPages: 1 };
    expect(() => encodeRxTxEndpoint({ ...BUFFERS, rx }, VERSION_1_1)).toThrow(
      new RangeError('rx.constituents[0].pages: -1 does not fit in 4 bytes'),
    );
  });

  test('reads nothing but its bytes', () => {
    const mutant = fc.tuple(fc.nat(79), fc.nat(0xff), fc.nat(80)).map(([at, value, end]) => {
      const bytes = BYTES.slice();
      bytes[at] = value;
      return bytes.subarray(0, end);
    });
    fc.assert(
      fc.property(mutant, fc.constantFrom(...VERSIONS), (bytes, [, version]) => {
        expect(decodeRxTxEndpoint(surrounded(bytes, 0xff), version)).toEqual(
          decodeRxTxEndpoint(surrounded(bytes, 0), version),
        );
      }),
    );
  });
});
