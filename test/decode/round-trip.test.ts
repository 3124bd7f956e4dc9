/** Whatever the bytes: every dump of them reads back as the same bytes. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrayOf, canonicalOf, kernelOf, readText, rustOf, wordsOf, xxdOf, xxdPlainOf } from './support.ts';

/** Bytes with runs of zeros and repeated rows, as descriptors have them. */
function bytes(minLength: number, unit = 1): fc.Arbitrary<Uint8Array> {
  const value = fc.oneof(fc.constant(0), fc.nat(0xff));
  return fc
    .array(fc.oneof(fc.array(value, { maxLength: 20 }), fc.constant(new Array<number>(48).fill(0))), {
      minLength: 1,
      maxLength: 6,
    })
    .map((runs) => runs.flat())
    .map((all) => Uint8Array.from(all.slice(0, all.length - (all.length % unit))))
    .filter(({ length }) => length >= minLength);
}

const some = bytes(1);

describe.each<{
  name: string;
  format: string;
  input: fc.Arbitrary<Uint8Array>;
  dump: (b: Uint8Array) => string;
}>([
  { name: 'xxd', format: 'xxd', input: some, dump: xxdOf },
  { name: 'xxd -g 1 -c 7', format: 'xxd', input: some, dump: (b) => xxdOf(b, { group: 1, columns: 7 }) },
  { name: 'xxd -g 8 -o 0x100', format: 'xxd', input: some, dump: (b) => xxdOf(b, { group: 8, start: 256 }) },
  { name: 'hexdump -C', format: 'hexdump -C', input: some, dump: canonicalOf },
  { name: 'hexdump', format: 'hexdump', input: some, dump: wordsOf },
  { name: 'xxd -i', format: 'source array', input: some, dump: arrayOf },
  { name: 'xxd -p', format: 'xxd -p', input: bytes(2), dump: xxdPlainOf },
  { name: 'Rust', format: 'source array', input: bytes(4, 4), dump: rustOf },
  { name: 'print_hex_dump', format: 'print_hex_dump', input: some, dump: kernelOf },
  {
    name: 'print_hex_dump in rows of 32 bytes',
    format: 'print_hex_dump',
    input: some,
    dump: (b) => kernelOf(b, { columns: 32, group: 1, prefix: '' }),
  },
])('$name', ({ format, input, dump }) => {
  test('gives the bytes back', () => {
    fc.assert(
      fc.property(input, (original) => {
        expect(readText(dump(original))).toEqual({ format, bytes: [...original] });
      }),
    );
  });
});

test('a little-endian xxd gives the bytes back where its text tells the order', () => {
  const printable = fc.uint8Array({ min: 0x20, max: 0x7e, minLength: 4, maxLength: 64 });
  const whole = printable.map((all) => all.slice(0, all.length - (all.length % 4)));
  const distinct = whole.filter(([first, , , fourth]) => first !== fourth);
  fc.assert(
    fc.property(distinct, (original) => {
      expect(readText(xxdOf(original, { group: 4, swapped: true }))).toEqual({
        format: 'xxd',
        bytes: [...original],
      });
    }),
  );
});
