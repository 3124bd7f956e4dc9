import { describe, expect, test } from 'vitest';
import { hex } from '../abi/support.ts';
import { readText } from './support.ts';

describe('arrays in source', () => {
  test.each([
    [
      'C, with comments and a length behind it',
      `/* share of one page { 1, 2 } */
static const unsigned char desc[112] = {
  0x01, 0x80u, // receiver [0x8001, 2]
  0x02, 0x00U,
};
unsigned int desc_len = 4;`,
      '01800200',
    ],
    ['C, nested', 'uint8_t t[2][2] = { { 1, 128 }, { 2, 0 } };', '01800200'],
    ['C, 32-bit words', 'uint32_t words[] = { 0x00028001, 0x40UL };', '0180020040000000'],
    ['C of the kernel', '__le16 ids[] = {0x8001, 2};', '01800200'],
    [
      'C of EDK2',
      'STATIC UINT64 mTag[] = {\r\n  0x0102030405060708ULL,\r\n  0,\r\n};',
      '08070605040302010000000000000000',
    ],
    ['Rust', 'const D: [u8; 4] = [0x01, 0x80u8, 0x02_u8, 0];', '01800200'],
    ['Rust, words', 'let d: &[u32] = &[0x0002_8001, 0x40];', '0180020040000000'],
    ['Rust, repeated', 'let d = [0xffu8; 3];', 'ffffff'],
    ['Rust, a vector', 'vec![1u8, 128, 2, 0]', '01800200'],
    ['JavaScript', 'const d = new Uint8Array([0x01, 0x80, 0b10, 0o0]);', '01800200'],
    ['JavaScript, words', 'new Uint16Array([0x8001, 2])', '01800200'],
    ['JavaScript, 64-bit words', 'new BigUint64Array([0x28001n, 0n])', '01800200000000000000000000000000'],
    ['JSON', '[1,128,2,0]', '01800200'],
    ['what Node prints', 'Uint8Array(4) [ 1, 128, 2, 0 ]', '01800200'],
    ['Python', 'd = bytes([0x01, 0x80,\n 2, 0])', '01800200'],
    ['the last type counts', 'uint32_t n = 1; uint8_t d[] = {0x01, 0x80};', '0180'],
    ['one element', 'u8 d[] = { 0x2f };', '2f'],
    ['a comment that is not closed', '{0x01, 0x80} /* and', '0180'],
  ])('%s', (_name, text, bytes) => {
    expect(readText(text)).toEqual({ format: 'source array', bytes: [...hex(bytes)] });
  });

  test.each([
    [
      'a number that is no byte',
      'x = [0x01,\n 0x180];',
      "2:2: found '0x180', expected a byte; name the element type (uint32_t, u32) where elements are longer",
    ],
    [
      'a number that is longer than its type',
      'uint16_t d[] = {1, 0x10000};',
      "1:20: found '0x10000', expected a number of 2 bytes, as the element type says",
    ],
    ['an octal number', '{ 1, 010 }', "1:6: found '010', expected a number, without leading zeros"],
    ['a fraction', '{ 1, 1.5 }', "1:6: found '1', expected a number, without leading zeros"],
    ['a name', '{ 0x01, SIZE }', "1:9: found 'SIZE', expected a number, without leading zeros"],
    ['a negative number', '{ 1, -1 }', "1:6: found '-', expected a number, without leading zeros"],
    [
      'a suffix that no language has',
      '{ 1, 2q }',
      "1:6: found '2q', expected a number, without leading zeros",
    ],
    ['a missing comma', '{ 0x01, 0x02 0x03 }', "1:14: found '0x03', expected a comma or a closing bracket"],
    ['an array without end', '{ 0x01,\n 0x02', '2:6: found the end, expected a comma or a closing bracket'],
    [
      'a list that Node cut',
      '[ 1, 2, ... 12 more items ]',
      "1:9: found '.', expected a number, without leading zeros",
    ],
    ['a repetition without number', '[0u8; N]', "1:7: found 'N', expected how often the element is repeated"],
    ['two arrays', 'a = [1, 2]\nb = [3, 4]', '2:5: found a second array, expected one array'],
    [
      'a repetition beyond every descriptor',
      '[0u8; 99999999]',
      '1:7: found more than 4194304 bytes, expected the bytes of one descriptor',
    ],
  ])('%s is a mistake', (_name, text, mistake) => {
    expect(readText(text)).toEqual({ format: 'source array', mistake });
  });

  test('an index is no array', () => {
    expect(readText('desc[112]').format).toBe('plain hex');
  });
});
