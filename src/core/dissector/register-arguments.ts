/** What travels in registers, as the dissector looks for it. */

import { FUNCTIONS, functionId, hasWidth, type RegisterField } from '../abi/functions.ts';
import { RESULTS } from '../abi/results.ts';
import { type FilterField, filterName, mergedFields, titleOf } from './filter-field.ts';
import type { LuaValue } from './lua.ts';
import { FUNCTION_NAMES, STATUS_NAMES, VERSION_NAMES } from './value-names.ts';

/** How a value is put together from more than one register: from words of 32 bits, or of 64. */
type Join = 'words' | 'uuid_words' | 'uuid_halves';

/** A named part of the registers. */
interface Argument {
  readonly name: string;
  readonly register: number;
  readonly low?: number;
  readonly high?: number;
  readonly join?: Join;
}

/** The arguments that fields name. What is split over several registers is one of them. */
function argumentsOf(fields: readonly RegisterField[]): readonly Argument[] {
  const names = new Set(fields.map(({ name }) => name));
  return fields.flatMap((field): readonly Argument[] => {
    const [, stem = '', part = ''] = /^(.*?),? (low|high|\d+)$/.exec(field.name) ?? [];
    if (stem === 'uuid' && (part === 'low' || part === '0')) {
      const join = part === 'low' ? 'uuid_halves' : 'uuid_words';
      return [{ name: stem, register: field.register, join }];
    }
    if (stem === 'uuid') return [];
    const low = field.name.replace(/high$/, 'low');
    if (part === 'high' && names.has(low)) return [];
    if (part === 'low') return [{ name: stem, register: field.register, join: 'words' }];
    return [field];
  });
}

/** What is known of functions, by their ids. */
export function functionTable(): LuaValue {
  const rows = ([32, 64] as const).flatMap((width) =>
    FUNCTIONS.filter((row) => hasWidth(row, width)).map((row): [number, LuaValue] => {
      const results = RESULTS[row.name];
      const more = results === undefined ? {} : { gives: argumentRows(results) };
      return [functionId(row.name, width), { name: row.name, takes: argumentRows(row.takes), ...more }];
    }),
  );
  return new Map(rows);
}

function argumentRows(fields: readonly RegisterField[]): LuaValue {
  return argumentsOf(fields).map(({ name, register, low, high, join }) => ({
    filter: filterName(name),
    name,
    register,
    low: high === undefined ? undefined : (low ?? 0),
    bits: high === undefined ? undefined : high - (low ?? 0) + 1,
    wide: high !== undefined && WIDE.has(filterName(name)) ? true : undefined,
    join,
  }));
}

/** The fields that arguments and results are filtered by. */
export function registerFilterFields(): readonly FilterField[] {
  return FUNCTIONS.flatMap((row) => {
    const whole = row.widths === '32' ? 32 : 64;
    return argumentsOf([...row.takes, ...(RESULTS[row.name] ?? [])]).map((argument) =>
      filterField(argument, whole),
    );
  });
}

function filterField({ name, low = 0, high, join }: Argument, whole: 32 | 64): FilterField {
  const named = { name: filterName(name), title: titleOf(name) };
  if (join === 'uuid_halves' || join === 'uuid_words') return { ...named, type: 'text' };
  if (join === 'words') return { ...named, type: 'number', bits: 64 };
  const special = SPECIAL[name];
  if (special !== undefined) return { ...named, ...special };
  const width = high === undefined ? whole : high - low + 1;
  return { ...named, type: 'number', show: 'HEX_DEC', bits: width <= 16 ? 16 : whole };
}

/** The names of values, by the filter of the argument that has them. */
export function valueNameTable(): LuaValue {
  return new Map(Object.entries(SPECIAL).map(([name, { values = {} }]) => [filterName(name), values]));
}

/** Arguments that are more than numbers. */
const SPECIAL: Readonly<Record<string, Omit<FilterField, 'name' | 'title'>>> = {
  status: { type: 'signed', bits: 32, show: 'DEC', values: STATUS_NAMES },
  version: { type: 'number', bits: 32, values: VERSION_NAMES },
  'function or feature id': { type: 'number', bits: 32, values: FUNCTION_NAMES },
};

/** Filters that take values of 64 bits, because some function has a whole register of that name. */
const WIDE: ReadonlySet<string> = new Set(
  mergedFields(registerFilterFields())
    .filter(({ bits }) => bits === 64)
    .map(({ name }) => name),
);
