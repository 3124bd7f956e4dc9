/** The small notations of machine files: sizes, addresses, bytes, permissions, flags. */

import { z } from 'zod';
import * as bits from '../../core/abi/bits.ts';
import { parseUuid, type UuidWords } from '../../core/abi/uuid.ts';
import { parseVersion, SUPPORTED_VERSIONS, versionText } from '../../core/abi/versions.ts';
import { EXECUTE, READ, type Rights, WRITE } from '../../core/memory/page-word.ts';

const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };
const PAGE = 4096;

/** A whole number, 0 or more. Beyond 2^53 it has to be written as hex in quotes. */
export const number_ = z
  .int({ error: 'a whole number, 0 or more' })
  .min(0, { error: 'a whole number, 0 or more' });

export const address = number_.meta({ description: 'An address in bytes, as 0x40000000.' });

/** Pages of a size: a number of bytes, or one with K, M or G. */
export const pagesOfSize = z
  .union([number_, z.string().regex(/^\d+[KMG]$/)], { error: 'a size in whole pages: 4096, 4K, 16M, 1G' })
  .transform((size) =>
    typeof size === 'number' ? size : Number.parseInt(size, 10) * (UNITS[size.slice(-1)] ?? 1),
  )
  .refine((bytes) => bytes > 0 && bytes % PAGE === 0, { error: 'a size in whole pages: 4096, 4K, 16M, 1G' })
  .transform((bytes) => bytes / PAGE);

/** A 64-bit value. */
export const wide = z
  .union([number_, z.string().regex(/^0x[0-9a-fA-F]{1,16}$/)], {
    error: 'a number, or up to sixteen hex digits in quotes: "0x8000000000000001"',
  })
  .transform((value) => BigInt(value));

/** A run of pages: an address for one page, ADDRESS+PAGES for several. */
export const run = z
  .union([number_, z.string().regex(/^0x[0-9a-fA-F]+\+\d+$/)], {
    error: 'an address for one page, or ADDRESS+PAGES: 0x40100000+4',
  })
  .transform((value) => {
    if (typeof value === 'number') return { address: value, pages: 1 };
    const [at = '', pages = ''] = value.split('+');
    return { address: Number(at), pages: Number(pages) };
  });

/** Bytes as hex digits in quotes. */
export const bytes = z
  .string({ error: 'bytes as hex digits in quotes: "68 65 6c"' })
  .regex(/^([0-9a-fA-F]{2}\s*)*$/, { error: 'bytes as hex digits in quotes: "68 65 6c"' })
  .transform((text) =>
    Uint8Array.from(text.match(/[0-9a-fA-F]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16)),
  );

const DATA: Readonly<Record<string, number>> = {
  none: bits.DATA_UNSPECIFIED,
  RO: bits.DATA_RO,
  RW: bits.DATA_RW,
};
const INSTRUCTION: Readonly<Record<string, number>> = {
  '': bits.INSTRUCTION_UNSPECIFIED,
  ' NX': bits.INSTRUCTION_NX,
  ' X': bits.INSTRUCTION_X,
};
const PERMISSIONS: ReadonlyMap<string, number> = new Map(
  Object.entries(DATA).flatMap(([data, low]) =>
    Object.entries(INSTRUCTION).map(([instruction, high]) => [data + instruction, low | high] as const),
  ),
);
const PERMISSION_HELP =
  'permissions: none, RO or RW, and X or NX where execution is meant ("RO X"), or a number';

/** Access permissions as a descriptor carries them. */
export const permissions = z
  .union([number_.max(0xff), z.enum([...PERMISSIONS.keys()])], { error: PERMISSION_HELP })
  .transform((value) => (typeof value === 'number' ? value : (PERMISSIONS.get(value) ?? 0)));

/** Rights to pages, "RWX" with dashes or without. */
export const rights = z
  .string({ error: 'rights: RWX, RW, R-X, --- and so on' })
  .regex(/^(?=.)[R-]?[W-]?[X-]?$/, { error: 'rights: RWX, RW, R-X, --- and so on' })
  .transform(
    (text): Rights =>
      (text.includes('R') ? READ : 0) | (text.includes('W') ? WRITE : 0) | (text.includes('X') ? EXECUTE : 0),
  );

const FLAGS: Readonly<Record<string, number>> = {
  zero: bits.FLAG_ZERO,
  'time-slice': bits.FLAG_TIME_SLICE,
  'zero-after-relinquish': bits.FLAG_ZERO_AFTER_RELINQUISH,
  share: bits.FLAG_TYPE_SHARE,
  lend: bits.FLAG_TYPE_LEND,
  donate: bits.FLAG_TYPE_DONATE,
  bypass: bits.FLAG_BYPASS_MULTI_BORROWER,
};
export const flags = named(FLAGS, 'flags');

const PROPERTIES: Readonly<Record<string, number>> = {
  'receives-direct': bits.PROPERTY_DIRECT_RECEIVE,
  'sends-direct': bits.PROPERTY_DIRECT_SEND,
  indirect: bits.PROPERTY_INDIRECT,
  notifications: bits.PROPERTY_NOTIFICATIONS,
  aarch64: bits.PROPERTY_AARCH64,
};
export const properties = named(PROPERTIES, 'properties');

const ATTRIBUTES: Readonly<Record<string, number>> = {
  unspecified: 0,
  normal: bits.ATTRIBUTES_NORMAL,
  device: bits.TYPE_DEVICE,
};
export const attributes = z
  .union([number_.max(0xffff), z.enum(Object.keys(ATTRIBUTES))], {
    error: 'attributes: normal, device, unspecified, or a number',
  })
  .transform((value) => (typeof value === 'number' ? value : (ATTRIBUTES[value] ?? 0)));

const VERSIONS = SUPPORTED_VERSIONS.map(versionText);
export const version = z
  .union([z.number(), z.string()], { error: `an FF-A version: ${VERSIONS.join(', ')}` })
  // YAML reads 1.0 as the number 1.
  .transform((value) => parseVersion(typeof value === 'number' ? value.toFixed(1) : value) ?? 0)
  .refine((value) => value !== 0, { error: `an FF-A version: ${VERSIONS.join(', ')}` });

export const uuid = z
  .string({ error: 'a UUID: 378daedc-f06b-4446-8314-40ab933c87a3' })
  .transform((text) => parseUuid(text))
  .refine((words): words is UuidWords => words !== undefined, {
    error: 'a UUID: 378daedc-f06b-4446-8314-40ab933c87a3',
  });

/** Registers by name: w0 to w17, x0 to x17. */
export const registers = z
  .record(z.string().regex(/^[wx](\d|1[0-7])$/, { error: 'a register: w0 to w17 or x0 to x17' }), wide)
  .transform((values) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [Number(name.slice(1)), value])),
  );

/** Bits by name in a list, or a number. */
function named(table: Readonly<Record<string, number>>, what: string) {
  const names = Object.keys(table);
  return z
    .union([number_, z.array(z.enum(names))], {
      error: `${what}: a number, or a list of ${names.join(', ')}`,
    })
    .transform((value) =>
      typeof value === 'number' ? value : value.reduce((sum, name) => sum | (table[name] ?? 0), 0),
    );
}
