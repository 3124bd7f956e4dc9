/** Structures, as the dissector shows them: each layout with the filters of its fields. */

import type { BitField, Field, Layout } from '../abi/fields.ts';
import { choiceOf, fieldsOf } from '../abi/fields.ts';
import { type FilterField, filterUnder, partName, titleOf } from './filter-field.ts';
import type { LuaValue } from './lua.ts';
import {
  CONTENT_NAMES,
  ERROR_NAMES,
  FUNCTION_NAMES,
  PACKET_KIND_NAMES,
  VERSION_NAMES,
} from './value-names.ts';

/** What filters begin with. */
export interface Root {
  /** As in "ffa". */
  readonly name: string;
  /** Fields that are the same thing wherever they stand, and are in no group: a handle. */
  readonly everywhere: ReadonlySet<string>;
}

export interface Structure {
  /** What the dissector knows it by: the name of the item, where it begins one. */
  readonly key: string;
  readonly root: Root;
  /** What its fields are called in filters, behind the root; '' for fields that are called so themselves. */
  readonly group: string;
  /** One, or several that grow with the versions, the smallest first. */
  readonly layouts: readonly Layout[];
  /** Fields that tell elements of an array apart, shown beside their number. */
  readonly headline?: readonly string[];
  /** The fields that are shown, where it is not all. */
  readonly shown?: readonly string[];
  /** Its values are named in summaries. */
  readonly spelled?: true;
  /** Fields whose names say too little in a filter, and what they are called there. */
  readonly called?: Readonly<Record<string, string>>;
}

/** Names of numbers, where they have some. */
const VALUES: Readonly<Record<string, LuaValue>> = {
  'ffa.kind': PACKET_KIND_NAMES,
  'ffa.function': FUNCTION_NAMES,
  'ffa.buffer.content': CONTENT_NAMES,
  'gunyah.kind': PACKET_KIND_NAMES,
  'gunyah.rm.error': ERROR_NAMES,
};

function filterOf({ root, group, called = {} }: Structure, { name: plain }: Field): string {
  const name = called[plain] ?? plain;
  const alone = group === '' || root.everywhere.has(name);
  return alone ? filterUnder(root.name, name) : filterUnder(root.name, group, name);
}

/** The groups of layouts for the dissector, the smallest layout first. */
export function structureTable(structures: readonly Structure[]): LuaValue {
  return new Map(
    structures.map((structure): [string, LuaValue] => [
      structure.key,
      structure.layouts.map((layout) => structureRow(structure, layout)),
    ]),
  );
}

function structureRow(structure: Structure, layout: Layout): LuaValue {
  return {
    name: titleOf(layout.name),
    size: layout.size,
    headline: structure.headline,
    fields: shownOf(structure, layout).map((field) => {
      const { name, offset, width, kind, policy } = field;
      const filter = filterOf(structure, field);
      const parts = partsOf(field).map((part) => partName(filter, part.name));
      return {
        name,
        filter,
        offset,
        width,
        uuid: kind === 'uuid' ? true : undefined,
        zero: policy === 'refuse' ? true : undefined,
        parts: parts.length === 0 ? undefined : parts,
        ...(structure.spelled && { names: namesOf(choiceOf(field)), flags: flagsOf(field) }),
      };
    }),
  };
}

function shownOf({ shown }: Structure, layout: Layout): readonly Field[] {
  return fieldsOf(layout).filter(({ name }) => shown?.includes(name) ?? true);
}

/** The fields that structures are filtered by. */
export function structureFilterFields(structures: readonly Structure[]): readonly FilterField[] {
  return structures.flatMap((structure) =>
    structure.layouts.flatMap((layout) =>
      shownOf(structure, layout).flatMap((field) => {
        const whole = fieldFilter(filterOf(structure, field), field);
        return [whole, ...partsOf(field).map((part) => partFilter(whole.name, field, part))];
      }),
    ),
  );
}

/** The bits of a field that is all flags, in their order. */
function flagsOf({ bits = [] }: Field): LuaValue | undefined {
  const flags = bits.length > 0 && bits.every(({ width }) => width === 1);
  return flags ? bits.map(({ name, shift }) => ({ name, bit: 2 ** shift })) : undefined;
}

/** The parts of a field that is more than one choice. */
function partsOf(field: Field): readonly BitField[] {
  return choiceOf(field) === undefined ? (field.bits ?? []) : [];
}

const DECIMAL: ReadonlySet<string> = new Set(['number', 'bytes-length', 'offset', 'count', 'pages']);
const WIDEST = 8;

function fieldFilter(name: string, field: Field): FilterField {
  const { name: plain, kind, width, about } = field;
  const named = { name, title: titleOf(plain), about };
  if (kind === 'uuid') return { ...named, type: 'text' };
  if (width > WIDEST) return { ...named, type: 'bytes' };
  const values = kind === 'version' ? VERSION_NAMES : (VALUES[name] ?? namesOf(choiceOf(field)));
  return {
    ...named,
    type: 'number',
    bits: width * 8,
    show: DECIMAL.has(kind) ? 'DEC' : 'HEX',
    ...(values === undefined ? {} : { values }),
  };
}

function partFilter(whole: string, { width }: Field, part: BitField): FilterField {
  const { name, shift, width: bits } = part;
  const named = {
    name: partName(whole, name),
    title: titleOf(name),
    bits: width * 8,
    mask: (2 ** bits - 1) * 2 ** shift,
  };
  const values = namesOf(part.values);
  if (values === undefined && bits === 1) return { ...named, type: 'flag' };
  return { ...named, type: 'number', show: 'DEC', ...(values === undefined ? {} : { values }) };
}

function namesOf(values: BitField['values']): LuaValue | undefined {
  if (values === undefined) return undefined;
  return new Map(Object.entries(values).map(([value, text]): [number, string] => [Number(value), text]));
}
