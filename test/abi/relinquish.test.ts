import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeRelinquish, encodeRelinquish } from '../../src/core/abi/relinquish.ts';
import { hex, surrounded } from './support.ts';

const ONE = { handle: 0x8000_0001_0000_0002n, flags: 1, endpoints: [0x8001] };
const ONE_BYTES = hex('02 00 00 00 01 00 00 80 01 00 00 00 01 00 00 00 01 80');

describe('relinquish descriptors', () => {
  test('R5: one endpoint takes 18 bytes', () => {
    expect(encodeRelinquish(ONE)).toEqual(ONE_BYTES);
    expect(decodeRelinquish(ONE_BYTES)).toEqual({ ok: true, value: ONE });
  });

  test('decoding gives back what was encoded, and ignores what follows', () => {
    const relinquish = fc.record({
      handle: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      flags: fc.nat(0xffff_ffff),
      endpoints: fc.array(fc.nat(0xffff), { maxLength: 5 }),
    });
    fc.assert(
      fc.property(relinquish, (value) => {
        const buffer = new Uint8Array(64).fill(0x88);
        buffer.set(encodeRelinquish(value));
        expect(decodeRelinquish(buffer)).toEqual({ ok: true, value });
      }),
    );
  });

  test.each([
    ['a header that is cut off', ONE_BYTES.subarray(0, 15), { path: 'header', offset: 0, length: 16 }],
    ['an endpoint that is cut off', ONE_BYTES.subarray(0, 17), { path: 'endpoints', offset: 16, length: 2 }],
    [
      'QA10: a count whose list would wrap',
      hex('00 00 00 00 00 00 00 00 00 00 00 00 ff ff ff ff'),
      { path: 'endpoints', offset: 16, length: 0x1_ffff_fffe },
    ],
  ])('%s', (_name, bytes, error) => {
    expect(decodeRelinquish(bytes)).toMatchObject({ ok: false, error });
  });

  test('reads nothing but its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(decodeRelinquish(surrounded(bytes, 0xff))).toEqual(decodeRelinquish(surrounded(bytes, 0)));
      }),
    );
  });

  test('what does not fit throws and names the field', () => {
    expect(() => encodeRelinquish({ ...ONE, endpoints: [1, 0x1_0000] })).toThrow(
      new RangeError('endpoints[1].endpoint: 65536 does not fit in 2 bytes'),
    );
    expect(() => encodeRelinquish({ ...ONE, handle: 2n ** 64n })).toThrow('handle: ');
  });
});
