/** Values as Lua writes them. The same value is always the same text. */

import { hexText } from '../abi/hex.ts';

/** Lua that stands as it is: the name of a table, an expression. */
export interface Verbatim {
  readonly lua: string;
}

export type LuaValue =
  | string
  | number
  | boolean
  | Verbatim
  | readonly LuaValue[]
  | { readonly [key: string]: LuaValue | undefined }
  | ReadonlyMap<number | string, LuaValue>;

const INDENT = '  ';
const WIDTH = 110;

/** A value in Lua. Keys come in the order in which the value has them; a Map may have numbers as keys. */
export function luaValue(value: LuaValue, indent = ''): string {
  if (typeof value === 'string') return luaText(value);
  if (typeof value !== 'object') return String(value);
  if (isVerbatim(value)) return value.lua;
  const inner = indent + INDENT;
  const entries = entriesOf(value).map(([key, entry]) => key + luaValue(entry, inner));
  const line = `{ ${entries.join(', ')} }`;
  if (entries.length === 0) return '{}';
  if (indent.length + line.length <= WIDTH && !line.includes('\n')) return line;
  return `{\n${entries.map((entry) => `${inner}${entry},\n`).join('')}${indent}}`;
}

function isVerbatim(value: object): value is Verbatim {
  return 'lua' in value;
}

function entriesOf(value: Exclude<LuaValue, string | number | boolean>): [string, LuaValue][] {
  if (Array.isArray(value)) return value.map((entry: LuaValue) => ['', entry]);
  const pairs = value instanceof Map ? [...value] : Object.entries(value);
  return pairs.filter(([, entry]) => entry !== undefined).map(([key, entry]) => [`${luaKey(key)} = `, entry]);
}

function luaKey(key: number | string): string {
  if (typeof key === 'number') return `[${key > 0xffff ? hexText(key) : key}]`;
  return /^[a-z_][a-z0-9_]*$/i.test(key) && !RESERVED.has(key) ? key : `[${luaText(key)}]`;
}

const RESERVED: ReadonlySet<string> = new Set(
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while'.split(
    ' ',
  ),
);

/** A text in quotes. Lua takes UTF-8 as it is. */
function luaText(text: string): string {
  const safe = text.replace(/[\\"\n\r\0]/g, (character) => ESCAPES[character] ?? '');
  return `"${safe}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
};
