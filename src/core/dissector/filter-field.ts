/** What filters can ask for: a name such as "ffa.handle", and what stands behind it. */

import { hexText } from '../abi/hex.ts';
import { type LuaValue, luaValue, type Verbatim } from './lua.ts';

export interface FilterField {
  readonly name: string;
  /** What is shown before the value. */
  readonly title: string;
  readonly type: 'number' | 'signed' | 'flag' | 'text' | 'bytes' | 'frame';
  /** Bits of a number, or of the number that a flag is a part of: 8, 16, 32 or 64. */
  readonly bits?: number;
  readonly show?: 'DEC' | 'HEX' | 'HEX_DEC';
  /** Names of values. */
  readonly values?: LuaValue;
  /** Which part of the bytes it is. */
  readonly mask?: number;
  /** What a frame is to this one. */
  readonly role?: 'REQUEST' | 'RESPONSE';
  readonly about?: string;
}

/** "ffa." and the words of a name: "totalPages" and "total pages" are both "ffa.total_pages". */
export function filterName(...names: readonly string[]): string {
  return filterUnder('ffa', ...names);
}

/** The same under another root than "ffa". */
export function filterUnder(root: string, ...names: readonly string[]): string {
  return [root, ...names.map(words)].join('.');
}

/** The name of a part of what has a name. */
export function partName(whole: string, part: string): string {
  return `${whole}.${words(part)}`;
}

function words(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '_')
    .replace(/_$/, '');
}

/** A name as a title: "Total pages". */
export function titleOf(name: string): string {
  const spaced = name.replace(
    /([a-z0-9])([A-Z])/g,
    (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
  );
  return spaced.slice(0, 1).toUpperCase() + spaced.slice(1);
}

/**
 * One field for each name, in the order of the names. What is wider in one place than in another takes the wider form. Throws a
 * TypeError for a name that stands for two things.
 */
export function mergedFields(fields: readonly FilterField[]): readonly FilterField[] {
  const merged = new Map<string, FilterField>();
  for (const field of fields) {
    const known = merged.get(field.name);
    if (known !== undefined && known.type !== field.type)
      throw new TypeError(`${field.name} is a ${known.type} and a ${field.type}`);
    if (known === undefined || (known.bits ?? 0) < (field.bits ?? 0)) merged.set(field.name, field);
  }
  return [...merged.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The call that makes a field. */
export function fieldLua({
  name,
  title,
  type,
  bits = 32,
  show = 'HEX',
  values,
  mask,
  role,
  about,
}: FilterField): string {
  const none: Verbatim = { lua: 'nil' };
  const display = (base: string): Verbatim => ({ lua: `base.${base}` });
  const call = (maker: string, ...given: readonly LuaValue[]) => {
    const last = given.findLastIndex((value) => value !== none);
    return `ProtoField.${maker}(${[name, title, ...given.slice(0, last + 1)].map((value) => luaValue(value)).join(', ')})`;
  };
  const described = about ?? none;
  switch (type) {
    case 'number':
    case 'signed': {
      const maker = `${type === 'signed' ? 'int' : 'uint'}${bits}`;
      const part: LuaValue = mask === undefined ? none : { lua: hexText(mask) };
      return call(maker, display(show), values ?? none, part, described);
    }
    case 'flag':
      return call('bool', bits, none, { lua: hexText(mask ?? 0) }, described);
    case 'text':
      return call('string', display('UNICODE'), described);
    case 'bytes':
      return call('bytes', display('NONE'), described);
    case 'frame':
      return call('framenum', display('NONE'), { lua: `frametype.${role ?? 'NONE'}` }, none, described);
  }
}
