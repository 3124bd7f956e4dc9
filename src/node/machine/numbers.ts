/** The notations of machine files for numbers, addresses, sizes and bytes. */

import { z } from 'zod';
import { PAGE_SIZE as PAGE } from '../../core/memory/pages.ts';

const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };
/** Physical addresses have 52 bits. */
const ADDRESS_END = 2 ** 52;
/** The first number that 32 bits do not hold. */
export const HALF_END = 2 ** 32;

/** A whole number between two bounds. */
export function whole(least: number, most: number, error: string) {
  return z.int({ error }).min(least, { error }).max(most, { error });
}

/** A number that a 32-bit register or field holds. */
export const word = whole(0, HALF_END - 1, 'a number of 32 bits');

/** How many there are of something that there has to be one of. */
export const count = whole(1, HALF_END - 1, 'a number of 32 bits, 1 or more');

const ADDRESS = 'an address: 0x40000000';
/** An address in bytes, which need not make sense. */
export const address = whole(0, Number.MAX_SAFE_INTEGER, ADDRESS);

const PAGE_ADDRESS = 'the address of a page: a multiple of 0x1000, of 52 bits at most';
export const pageAddress = whole(0, ADDRESS_END - PAGE, PAGE_ADDRESS).multipleOf(PAGE, {
  error: PAGE_ADDRESS,
});

const SIZE = 'a size in whole pages: 4096, 4K, 16M, 1G';
/** Pages of a size: a number of bytes, or one with K, M or G. */
export const pagesOfSize = z
  .union(
    [whole(PAGE, ADDRESS_END, SIZE).multipleOf(PAGE, SIZE), z.string().regex(/^[1-9]\d{0,12}[KMG]$/, SIZE)],
    {
      error: SIZE,
    },
  )
  .transform((size) =>
    typeof size === 'number' ? size : Number.parseInt(size, 10) * (UNITS[size.slice(-1)] ?? 1),
  )
  .refine((bytes) => bytes % PAGE === 0 && bytes <= ADDRESS_END, { error: SIZE })
  .transform((bytes) => bytes / PAGE);

const WIDE = 'a number, or up to sixteen hex digits in quotes: "0x8000000000000001"';
/** A 64-bit value. A bare number stays exact up to 2^53 only. */
export const wide = z
  .union([whole(0, Number.MAX_SAFE_INTEGER, WIDE), z.string().regex(/^0x[0-9a-fA-F]{1,16}$/, WIDE)], {
    error: WIDE,
  })
  .transform((value) => BigInt(value));

const BYTES = 'bytes as pairs of hex digits in quotes: "68 65 6c"';
export const bytes = z
  .string({ error: BYTES })
  .regex(/^\s*([0-9a-fA-F]{2}\s*)*$/, { error: BYTES })
  .transform((text) =>
    Uint8Array.from(text.match(/[0-9a-fA-F]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16)),
  );

const RANGE = 'a range of bytes, OFFSET+LENGTH: 24+4';
/** Bytes of a descriptor. */
export const range = z
  .string({ error: RANGE })
  .regex(/^\d+\+\d+$/, { error: RANGE })
  .transform((text) => {
    const [offset, length] = text.split('+').map(Number);
    return { offset: offset ?? 0, length: length ?? 0 };
  });
