import { describe, expect, test } from 'vitest';
import { isName, nameText, nameValue } from '../../src/core/abi/name.ts';
import { hex } from './support.ts';

describe('names in fields of bytes', () => {
  test.each([
    ['an empty field', '00 00 00 00', true, ''],
    ['a name and zeros', '61 62 00 00', true, 'ab'],
    ['a name that fills its field', '61 62 63 64', true, 'abcd'],
    ['the first and the last printable character', '20 7e 00 00', true, ' ~'],
    ['what precedes the first', '1f 61 00 00', false, '.a'],
    ['what follows the last', '7f 61 00 00', false, '.a'],
    ['what is no ASCII', '80 61 ff 00', false, '.a.'],
    ['a zero inside', '61 00 62 00', false, 'a.b'],
  ])('%s', (_, bytes, whether, text) => {
    expect(isName(hex(bytes))).toBe(whether);
    expect(nameText(hex(bytes))).toBe(text);
  });

  test.each([
    ['', 0n],
    ['ab', 0x6261n],
    [' ~', 0x7e20n],
    ['abcd', 0x6463_6261n],
  ])('"%s" as the value of four bytes', (text, value) => {
    expect(nameValue(text, 4, 'here')).toBe(value);
  });

  test.each([
    ['abcde', 'here: abcde has more than 4 characters'],
    ['a\u001f', 'here: a name is of printable ASCII characters'],
    ['a\u007f', 'here: a name is of printable ASCII characters'],
    ['\u0080', 'here: a name is of printable ASCII characters'],
  ])('%j is none', (text, message) => {
    expect(() => nameValue(text, 4, 'here')).toThrow(new RangeError(message));
  });
});
