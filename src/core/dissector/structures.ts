/** Structures, as the dissector shows them: each layout with the filters of its fields. */

import type { BitField, Field, Layout } from '../abi/fields.ts';
import { fieldsOf } from '../abi/fields.ts';
import { hexText } from '../abi/hex.ts';
import {
  ACCESS_16,
  ACCESS_32,
  ADDRESS_MAP,
  COMPOSITE,
  CONSTITUENT,
  HEADER_1_0,
  HEADER_1_1,
  layoutsOf,
  MESSAGE_1_1,
  MESSAGE_1_2,
  PARTITION_INFO_8,
  PARTITION_INFO_24,
  PARTITION_INFO_48,
  RELINQUISH,
  RELINQUISH_ENDPOINT,
  RESOURCE_HEADER,
  RXTX_ENDPOINT_1_0,
  RXTX_ENDPOINT_1_1,
} from '../abi/layouts.ts';
import { SUPPORTED_VERSIONS } from '../abi/versions.ts';
import { BROKEN_BYTES, BROKEN_REGISTER, BUFFER, CHANGE, FAULT, PACKET } from '../trace/packet-layout.ts';
import { type FilterField, filterName, partName, titleOf } from './filter-field.ts';
import type { LuaValue } from './lua.ts';
import { CONTENT_NAMES, FUNCTION_NAMES, PACKET_KIND_NAMES, VERSION_NAMES } from './value-names.ts';

interface Structure {
  /** What the dissector knows it by: the name of the item, where it begins one. */
  readonly key: string;
  /** What its fields are called in filters, behind "ffa."; '' for fields that are called so themselves. */
  readonly group: string;
  /** One, or several that grow with the versions, the smallest first. */
  readonly layouts: readonly Layout[];
  /** Fields that tell elements of an array apart, shown beside their number. */
  readonly headline?: readonly string[];
}

/** Every structure that is shown. */
const STRUCTURES: readonly Structure[] = [
  { key: 'packet', group: '', layouts: [PACKET] },
  { key: 'brokenBytes', group: 'broken', layouts: [BROKEN_BYTES] },
  { key: 'brokenRegister', group: 'broken', layouts: [BROKEN_REGISTER] },
  { key: 'fault', group: 'fault', layouts: [FAULT] },
  { key: 'change', group: 'change', layouts: [CHANGE] },
  { key: 'buffer', group: 'buffer', layouts: [BUFFER] },
  { key: 'transaction', group: 'transaction', layouts: [HEADER_1_0, HEADER_1_1] },
  { key: 'receiver', group: 'receiver', layouts: [ACCESS_16, ACCESS_32], headline: ['endpoint'] },
  { key: 'composite', group: 'composite', layouts: [COMPOSITE] },
  { key: 'constituent', group: 'constituent', layouts: [CONSTITUENT], headline: ['address', 'pages'] },
  { key: 'relinquish', group: 'relinquish', layouts: [RELINQUISH] },
  { key: 'leaver', group: 'relinquish', layouts: [RELINQUISH_ENDPOINT], headline: ['endpoint'] },
  {
    key: 'partition_info',
    group: 'partition_info',
    layouts: [PARTITION_INFO_8, PARTITION_INFO_24, PARTITION_INFO_48],
    headline: ['endpoint'],
  },
  { key: 'message', group: 'message', layouts: [MESSAGE_1_1, MESSAGE_1_2] },
  { key: 'rxtx', group: 'rxtx', layouts: [RXTX_ENDPOINT_1_0, RXTX_ENDPOINT_1_1] },
  { key: 'resource_info', group: 'resource_info', layouts: [RESOURCE_HEADER] },
  {
    key: 'reached',
    group: 'reached',
    layouts: [ADDRESS_MAP],
    headline: ['address', 'pages', 'endpoint'],
  },
];

/** Names of numbers, where they have some. */
const VALUES: Readonly<Record<string, LuaValue>> = {
  'ffa.kind': PACKET_KIND_NAMES,
  'ffa.function': FUNCTION_NAMES,
  'ffa.buffer.content': CONTENT_NAMES,
};

/** A handle is the same thing wherever it stands. */
function filterOf(group: string, { name, kind }: Field): string {
  return group === '' || kind === 'handle' ? filterName(name) : filterName(group, name);
}

/** The groups of layouts for the dissector, the smallest layout first. */
export function structureTable(): LuaValue {
  return new Map(
    STRUCTURES.map((structure): [string, LuaValue] => [
      structure.key,
      structure.layouts.map((layout) => structureRow(structure, layout)),
    ]),
  );
}

function structureRow({ group, headline }: Structure, layout: Layout): LuaValue {
  return {
    name: titleOf(layout.name),
    size: layout.size,
    headline,
    fields: fieldsOf(layout).map((field) => {
      const { name, offset, width, kind, bits = [], policy } = field;
      const filter = filterOf(group, field);
      const parts = bits.map((part) => partName(filter, part.name));
      return {
        name,
        filter,
        offset,
        width,
        uuid: kind === 'uuid' ? true : undefined,
        zero: policy === 'refuse' ? true : undefined,
        parts: parts.length === 0 ? undefined : parts,
      };
    }),
  };
}

/** Which layout of a group a version writes, by its size. */
export function versionTable(): LuaValue {
  return SUPPORTED_VERSIONS.map((version) => {
    const { header, access, partitionInfo, message, rxtxEndpoint } = layoutsOf(version);
    return {
      version: { lua: hexText(version) },
      transaction: header.size,
      receiver: access.size,
      partition_info: partitionInfo.size,
      message: message?.size,
      rxtx: rxtxEndpoint.size,
    };
  });
}

/** The fields that structures are filtered by. */
export function structureFilterFields(): readonly FilterField[] {
  return STRUCTURES.flatMap(({ group, layouts }) =>
    layouts.flatMap((layout) =>
      fieldsOf(layout).flatMap((field) => {
        const whole = fieldFilter(filterOf(group, field), field);
        return [whole, ...(field.bits ?? []).map((part) => partFilter(whole.name, field, part))];
      }),
    ),
  );
}

const DECIMAL: ReadonlySet<string> = new Set(['number', 'bytes-length', 'offset', 'count', 'pages']);
const WIDEST = 8;

function fieldFilter(name: string, { name: plain, kind, width, about }: Field): FilterField {
  const named = { name, title: titleOf(plain), about };
  if (kind === 'uuid') return { ...named, type: 'text' };
  if (width > WIDEST) return { ...named, type: 'bytes' };
  const values = kind === 'version' ? VERSION_NAMES : VALUES[name];
  return {
    ...named,
    type: 'number',
    bits: width * 8,
    show: DECIMAL.has(kind) ? 'DEC' : 'HEX',
    ...(values === undefined ? {} : { values }),
  };
}

function partFilter(whole: string, { width }: Field, part: BitField): FilterField {
  const { name, shift, width: bits, values } = part;
  const named = {
    name: partName(whole, name),
    title: titleOf(name),
    bits: width * 8,
    mask: (2 ** bits - 1) * 2 ** shift,
  };
  if (values === undefined && bits === 1) return { ...named, type: 'flag' };
  const names = Object.entries(values ?? {}).map(([value, text]): [number, string] => [Number(value), text]);
  return {
    ...named,
    type: 'number',
    show: 'DEC',
    ...(values === undefined ? {} : { values: new Map(names) }),
  };
}
