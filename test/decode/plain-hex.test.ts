import { describe, expect, test } from 'vitest';
import { hex } from '../abi/support.ts';
import { readText } from './support.ts';

describe('plain hex', () => {
  test.each([
    ['blanks', '01 80 02 00', '01800200'],
    ['groups of any size', '0180 020040 00', '018002004000'],
    ['upper case', 'AB CD', 'abcd'],
    ['commas', '01,80,02', '018002'],
    ['0x before each byte', '0x01 0x80, 0x2', '018002'],
    ['0x before all', '0x018002004000000000', '018002004000000000'],
    ['\\x before each byte', '\\x01\\x80', '0180'],
    ['colons', '01:80:02:00', '01800200'],
    ['lines and tabs', '01\t80\r\n02\n\n00', '01800200'],
    ['comments', '# header\n01 80 // sender\n02 00 # rest', '01800200'],
  ])('%s', (_name, text, bytes) => {
    expect(readText(text)).toEqual({ format: 'plain hex', bytes: [...hex(bytes)] });
  });

  test.each([
    ['one line of digits and nothing else', '018002', '018002'],
    ['lines of one length, the last one shorter', '018002\n004000\n00', '01800200400000'],
    ['blank lines and blanks around', '\n 018002 \n 00 \n', '01800200'],
  ])('xxd -p: %s', (_name, text, bytes) => {
    expect(readText(text)).toEqual({ format: 'xxd -p', bytes: [...hex(bytes)] });
  });

  test('lines of different lengths are no xxd -p, and mean the same', () => {
    expect(readText('0180\n020040\n00')).toEqual({ format: 'plain hex', bytes: [...hex('018002004000')] });
  });

  test.each([
    ['half a byte', '01 8', "1:4: found '8', expected two hex digits for each byte"],
    ['half a byte among digits', '01\n800', "2:1: found '800', expected two hex digits for each byte"],
    ['no digit', '01 zz', "1:4: found 'zz', expected hex digits"],
    ['prose', 'The descriptor is wrong.', "1:1: found 'The descriptor is wrong.', expected hex digits"],
    [
      'a word, whose byte order nobody knows',
      '0x002f0000 0x10',
      "1:1: found '0x002f0000', expected single bytes; nothing says the byte order of a longer number",
    ],
    ['control characters are not printed', '\u001b[31m01', "1:1: found '?[31m01', expected hex digits"],
    ['nothing but a comment', '# nothing', '1:1: found no bytes, expected hex digits'],
  ])('%s is a mistake', (_name, text, mistake) => {
    expect(readText(text)).toEqual({ format: 'plain hex', mistake });
  });

  test('more bytes than a descriptor has', () => {
    const limit = 4 * 1024 * 1024;
    expect(readText('00'.repeat(limit)).bytes?.length).toBe(limit);
    expect(readText('00'.repeat(limit + 1)).mistake).toBe(
      '1:1: found more than 4194304 bytes, expected the bytes of one descriptor',
    );
  });
});
