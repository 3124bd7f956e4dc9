import { expect, test } from 'vitest';
import { type LuaValue, luaValue } from '../../src/core/dissector/lua.ts';

test.each<[string, LuaValue, string]>([
  ['a number', -6, '-6'],
  ['a truth', true, 'true'],
  ['Lua as it is', { lua: 'base.HEX' }, 'base.HEX'],
  ['a text', 'every "page"\n\\ of\0it', '"every \\"page\\"\\n\\\\ of\\0it"'],
  ['an empty list', [], '{}'],
  ['a list', [1, 'two'], '{ 1, "two" }'],
  ['a table without what is not there', { a: 1, b: undefined, 'c d': 2 }, '{ a = 1, ["c d"] = 2 }'],
  ['a table with words of Lua', { end: 1 }, '{ ["end"] = 1 }'],
  [
    'numbers as keys',
    new Map([
      [-1, 'low'],
      [0x8400_0060, 'high'],
    ]),
    '{ [-1] = "low", [0x84000060] = "high" }',
  ],
  [
    'a table that is too long for a line',
    { first: 'x'.repeat(60), second: { third: 'y'.repeat(60) } },
    `{\n  first = "${'x'.repeat(60)}",\n  second = { third = "${'y'.repeat(60)}" },\n}`,
  ],
])('%s', (_, value, text) => {
  expect(luaValue(value)).toBe(text);
});
