/** The notations of machine files that are words: permissions, flags, versions, names. */

import { z } from 'zod';
import * as bits from '../../core/abi/bits.ts';
import { parseUuid, type UuidWords } from '../../core/abi/uuid.ts';
import { parseVersion, SUPPORTED_VERSIONS, versionText } from '../../core/abi/versions.ts';
import { EXECUTE, READ, type Rights, WRITE } from '../../core/memory/page-word.ts';
import { whole, wide, word } from './numbers.ts';

/** A name that cannot be taken for a number. */
export const name = nameSaying('a name: a letter, then letters, digits, - _ or .');
/** Editors complete it by what a schema says it names. */
export const partition = nameSaying('the name of a partition').meta({ names: 'endpoint' });

/** A name that says in its own words what was expected. */
export function nameSaying(error: string) {
  return z.string({ error }).regex(/^[A-Za-z_][\w.-]*$/, { error });
}

/** Where a name or a number may stand: "42" and "0x2a" are numbers. */
export function isNumeral(text: string): boolean {
  return /^(0x[0-9a-fA-F]+|\d+)$/.test(text);
}

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
const PERMISSION_HELP = `permissions: ${[...PERMISSIONS.keys()].join(', ')}, or a number of 8 bits`;

/** Access permissions as a descriptor carries them. */
export const permissions = z
  .union([whole(0, 0xff, PERMISSION_HELP), z.enum([...PERMISSIONS.keys()], { error: PERMISSION_HELP })], {
    error: PERMISSION_HELP,
  })
  .transform((value) => (typeof value === 'number' ? value : (PERMISSIONS.get(value) ?? 0)));

const RIGHTS = 'rights: RWX, RW, R-X, --- and so on';
/** Rights to pages, "RWX" with dashes or without. */
export const rights = z
  .string({ error: RIGHTS })
  .regex(/^(?=.)[R-]?[W-]?[X-]?$/, { error: RIGHTS })
  .transform(
    (text): Rights =>
      (text.includes('R') ? READ : 0) | (text.includes('W') ? WRITE : 0) | (text.includes('X') ? EXECUTE : 0),
  );

export const flags = bitsBy('flags', {
  zero: bits.FLAG_ZERO,
  'time-slice': bits.FLAG_TIME_SLICE,
  'zero-after-relinquish': bits.FLAG_ZERO_AFTER_RELINQUISH,
  share: bits.FLAG_TYPE_SHARE,
  lend: bits.FLAG_TYPE_LEND,
  donate: bits.FLAG_TYPE_DONATE,
  bypass: bits.FLAG_BYPASS_MULTI_BORROWER,
});

export const properties = bitsBy('properties', {
  'receives-direct': bits.PROPERTY_DIRECT_RECEIVE,
  'sends-direct': bits.PROPERTY_DIRECT_SEND,
  indirect: bits.PROPERTY_INDIRECT,
  notifications: bits.PROPERTY_NOTIFICATIONS,
  aarch64: bits.PROPERTY_AARCH64,
});

const ATTRIBUTES: Readonly<Record<string, number>> = {
  unspecified: 0,
  normal: bits.ATTRIBUTES_NORMAL,
  device: bits.TYPE_DEVICE,
};
const ATTRIBUTE_HELP = 'attributes: normal, device, unspecified, or a number of 16 bits';
export const attributes = z
  .union([whole(0, 0xffff, ATTRIBUTE_HELP), z.enum(Object.keys(ATTRIBUTES), { error: ATTRIBUTE_HELP })], {
    error: ATTRIBUTE_HELP,
  })
  .transform((value) => (typeof value === 'number' ? value : (ATTRIBUTES[value] ?? 0)));

const VERSIONS = SUPPORTED_VERSIONS.map(versionText);
const VERSION_HELP = `an FF-A version: ${VERSIONS.join(', ')}`;
/** YAML takes 1.1 for a number, and 1.0 for the number 1. */
export const version = z
  .union([z.enum(VERSIONS), z.literal(VERSIONS.map(Number))], { error: VERSION_HELP })
  .transform((value) => parseVersion(typeof value === 'number' ? value.toFixed(1) : value) ?? 0);

const UUID = 'a UUID: 378daedc-f06b-4446-8314-40ab933c87a3';
export const uuid = z
  .string({ error: UUID })
  .regex(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, { error: UUID })
  .transform((text) => parseUuid(text))
  .refine((words): words is UuidWords => words !== undefined, { error: UUID });

const REGISTER = 'a register: w0 to w17 or x0 to x17';
/** Values of registers by name. */
export const registers = z
  .record(z.string().regex(/^[wx](\d|1[0-7])$/, { error: REGISTER }), wide, {
    error: 'registers with their values: { w3: 1 }',
  })
  .transform((values) =>
    Object.fromEntries(Object.entries(values).map(([register, value]) => [Number(register.slice(1)), value])),
  );

/** Bits by name in a list, or a number. */
function bitsBy(what: string, table: Readonly<Record<string, number>>) {
  const names = Object.keys(table);
  return z
    .union([word, z.array(z.enum(names))], { error: `${what}: a list of ${names.join(', ')}, or a number` })
    .transform((value) =>
      typeof value === 'number' ? value : value.reduce((sum, each) => sum | (table[each] ?? 0), 0),
    );
}
