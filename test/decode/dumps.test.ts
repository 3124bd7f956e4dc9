/** Dumps of tools, written out, with the quirks of each. */

import { describe, expect, test } from 'vitest';
import { assembleDump } from '../../src/core/decode/assemble-dump.ts';
import { readInput } from '../../src/core/decode/read-input.ts';
import { hex } from '../abi/support.ts';
import { readText } from './support.ts';

interface DumpCase {
  readonly name: string;
  readonly format: string;
  readonly text: string;
  /** As `hex` takes it. */
  readonly bytes: string;
}

const SHARE_START = '00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00 10 00 00 00 01 00 00 00';

const CASES: readonly DumpCase[] = [
  {
    name: 'xxd',
    format: 'xxd',
    text: `
00000000: 0000 2f00 0000 0000 0000 0000 0000 0000  ../.............
00000010: 1000 0000 0100 0000                      ........
`,
    bytes: SHARE_START,
  },
  {
    name: 'xxd -g 1 -u',
    format: 'xxd',
    text: `00000000: 00 00 2F 00 00 00 00 00 00 00 00 00 00 00 00 00  ../.............
00000010: 10 00 00 00 01 00 00 00                          ........`,
    bytes: SHARE_START,
  },
  {
    name: 'xxd -c 8 -g 4',
    format: 'xxd',
    text: `00000000: 00002f00 00000000  ../.....
00000008: 00000000 00000000  ........
00000010: 10000000 01000000  ........`,
    bytes: SHARE_START,
  },
  {
    name: 'xxd -g 0',
    format: 'xxd',
    text: `00000000: 00002f00000000000000000000000000  ../.............
00000010: 1000000001000000                  ........`,
    bytes: SHARE_START,
  },
  {
    name: 'xxd -e, whose text tells the byte order',
    format: 'xxd',
    text: `00000000: 002f0000 00000000 00000000 00000000  ../.............
00000010: 00000010 00000001                    ........`,
    bytes: SHARE_START,
  },
  {
    name: 'md.l of U-Boot: addresses, little-endian words',
    format: 'xxd',
    text: `40200000: 002f0000 00000000 00000000 00000000    ../.............
40200010: 00000010 00000001                      ........`,
    bytes: SHARE_START,
  },
  {
    name: 'xxd -a: a star for zeros',
    format: 'xxd',
    text: `00000000: 3000 0000 0000 0000 0000 0000 0000 0000  0...............
00000010: 0000 0000 0000 0000 0000 0000 0000 0000  ................
*
00000040: 0100                                     ..`,
    bytes: `30${'00'.repeat(63)}0100`,
  },
  {
    name: 'xxd whose text ends in blanks that an editor removed',
    format: 'xxd',
    text: '00000000: 3020 2020                                0',
    bytes: '30 20 20 20',
  },
  {
    name: 'xxd, indented, with carriage returns',
    format: 'xxd',
    text: '  00000000: 0180 0200  ....\r\n  00000004: 4000 0000  @...\r\n',
    bytes: '01 80 02 00 40 00 00 00',
  },
  {
    name: 'xxd -p',
    format: 'xxd -p',
    text: `00002f00000000000000000000000000000000000000000000000000000000
1000000001000000`,
    bytes: `00002f${'00'.repeat(28)}1000000001000000`,
  },
  {
    name: 'hexdump -C',
    format: 'hexdump -C',
    text: `00000000  00 00 2f 00 00 00 00 00  00 00 00 00 00 00 00 00  |../.............|
00000010  10 00 00 00 01 00 00 00                           |........|
00000018`,
    bytes: SHARE_START,
  },
  {
    name: 'hexdump -C with a star',
    format: 'hexdump -C',
    text: `00000000  30 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |0...............|
00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
*
00000040  7c 3e                                             ||>|
00000042`,
    bytes: `30${'00'.repeat(63)}7c3e`,
  },
  {
    name: 'hexdump -C with a star up to the end',
    format: 'hexdump -C',
    text: `00000000  ff ff ff ff ff ff ff ff  ff ff ff ff ff ff ff ff  |................|
*
00000030`,
    bytes: 'ff'.repeat(48),
  },
  {
    name: 'hexdump -C of BSD: the star stands for half a row as well',
    format: 'hexdump -C',
    text: `00000000  01 02 03 04 05 06 07 08  09 0a 0b 0c 0d 0e 0f 10  |................|
*
00000024`,
    bytes: `${'0102030405060708090a0b0c0d0e0f10'.repeat(2)}01020304`,
  },
  {
    name: 'hexdump -C of a part: offsets start anywhere',
    format: 'hexdump -C',
    text: `00001000  01 80 02 00 40 00 00 00  00 00 00 00 00 00 00 00  |....@...........|
00001010  01 00                                             |..|
00001012`,
    bytes: '01800200400000000000000000000000 0100',
  },
  {
    name: 'hexdump -C without its text',
    format: 'hexdump -C',
    text: `00000000  01 80 02 00 40 00 00 00  00 00 00 00 00 00 00 00
00000010  01 00 00 00`,
    bytes: '01800200400000000000000000000000 01000000',
  },
  {
    name: 'od -A x -t x1z',
    format: 'hexdump -C',
    text: `000000 01 80 02 00 40 00 00 00 00 00 00 00 00 00 00 00  >....@...........<
000010 01 00                                            >..<
000012`,
    bytes: '01800200400000000000000000000000 0100',
  },
  {
    name: 'hexdump',
    format: 'hexdump',
    text: `0000000 0000 002f 0000 0000 0000 0000 0000 0000
0000010 0010 0000 0001 0000
0000018`,
    bytes: SHARE_START,
  },
  {
    name: 'hexdump with a star and a word that is filled up',
    format: 'hexdump',
    text: `0000000 0102 0304 0506 0708 090a 0b0c 0d0e 0f10
*
0000020 8001 0002
0000023                                        
`,
    bytes: `${'0201040306050807 0a090c0b0e0d100f'.repeat(2)} 018002`,
  },
  {
    name: 'od -A x -t x4',
    format: 'hexdump',
    text: '000000 03020100 07060504\n000008 0b0a0908\n00000c\n',
    bytes: '000102030405060708090a0b',
  },
  {
    name: 'od -A x -t x8',
    format: 'hexdump',
    text: '000000 0706050403020100 0f0e0d0c0b0a0908\n000010\n',
    bytes: '000102030405060708090a0b0c0d0e0f',
  },
  {
    name: 'hexdump -x',
    format: 'hexdump',
    text: `0000000    0000    002f    0000    0000    0000    0000    0000    0000
0000010    0010    0000    0001    0000
0000018`,
    bytes: SHARE_START,
  },
  {
    name: 'print_hex_dump of single bytes, among other lines of the log',
    format: 'print_hex_dump',
    text: `[   12.345678] arm_ffa: probing
[   12.345700] ffa tx: 00000000: 00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00  ../.............
[   12.345711] usb 1-1: new device
[  112.345720] ffa tx: 00000010: 10 00 00 00 01 00 00 00                          ........
[  112.345999] optee: done`,
    bytes: SHARE_START,
  },
  {
    name: 'print_hex_dump of words, which are little-endian',
    format: 'print_hex_dump',
    text: `kernel: ffa: 00000000: 002f0000 00000000 00000000 00000000
kernel: ffa: 00000010: 00000010 00000001`,
    bytes: SHARE_START,
  },
  {
    name: 'print_hex_dump of 64-bit words in rows of 32',
    format: 'print_hex_dump',
    text: 'ffa: 00000000: 00000000002f0000 0000000000000000 0000000100000010  ../.....................',
    bytes: SHARE_START,
  },
  {
    name: 'print_hex_dump with addresses',
    format: 'print_hex_dump',
    text: `<7>[    1.5] tx ffff000004a3f000: 01 80 02 00 40 00 00 00 00 00 00 00 00 00 00 00
<7>[    1.5] tx ffff000004a3f010: 01 00 00 00`,
    bytes: '01800200400000000000000000000000 01000000',
  },
  {
    name: 'print_hex_dump without offsets, as journalctl shows it',
    format: 'print_hex_dump',
    text: `Nov 20 12:04:00 host kernel: ffa: 01 80 02 00 40 00 00 00 00 00 00 00 00 00 00 00  ....@...........
Nov 20 12:04:01 host kernel: other driver
Nov 20 12:04:01 host kernel: ffa: 01 00                                            ..`,
    bytes: '01800200400000000000000000000000 0100',
  },
];

describe('dumps', () => {
  test.each(CASES)('$name', ({ format, text, bytes }) => {
    expect(readText(text)).toEqual({ format, bytes: [...hex(bytes)] });
  });

  test('a file has the same content as a paste', () => {
    for (const { text, bytes, format } of CASES)
      expect(readText(new TextEncoder().encode(text))).toEqual({ format, bytes: [...hex(bytes)] });
  });

  test.each([
    ['xxd', '00001000: 0180 0200  ....', 'The offsets of the dump start at 0x1000.'],
    [
      'hexdump',
      '0000000 8001 0002\n0000004',
      'Nothing tells the byte order of the groups; they were read as little-endian numbers.',
    ],
    [
      'xxd',
      '00000000: 01800200 40000000',
      'Nothing tells the byte order of the groups; they were read first byte first.',
    ],
  ])('%s: what is taken for granted is said', (format, text, note) => {
    expect(readInput(text)).toMatchObject({ ok: true, format, notes: [note] });
  });
});

const MISTAKES: readonly { name: string; format: string; text: string; mistake: string }[] = [
  {
    name: 'a gap',
    format: 'xxd',
    text: '00000000: 0000 2f00  ../.\n00000010: 0000 2f00  ../.',
    mistake: '2:11: found offset 0x10, expected 0x4, which follows the bytes before',
  },
  {
    name: 'a second dump behind the first',
    format: 'hexdump -C',
    text: '00000000  01 80  |..|\n00000002\n00000000  01 80  |..|',
    mistake: '3:11: found offset 0x0, expected 0x2, which follows the bytes before',
  },
  {
    name: 'octal offsets, as od prints them',
    format: 'hexdump',
    text: `0000000 ${'0000 '.repeat(8)}\n0000020 ${'0000 '.repeat(8)}`,
    mistake: '2:9: found offset 0x20, expected 0x10, which follows the bytes before',
  },
  {
    name: 'a star that ends inside a row',
    format: 'xxd',
    text: '00000000: 0000\n*\n00000005: 0000',
    mistake: '3:11: found offset 0x5, expected 0x4, which follows the bytes before',
  },
  {
    name: 'a star that nothing follows',
    format: 'hexdump -C',
    text: '00000000  00 00  |..|\n*\n',
    mistake: "2:1: found '*' as the last line, expected the offset where the repeated rows end",
  },
  {
    name: 'a closing offset that is not the end',
    format: 'hexdump -C',
    text: '00000000  00 00  |..|\n00000010',
    mistake: '2:1: found offset 0x10, expected 0x2, which follows the bytes before',
  },
  {
    name: 'a closing offset inside a word that is not filled up',
    format: 'hexdump',
    text: '0000000 8001\n0000001',
    mistake: '2:1: found offset 0x1, expected 0x2, which follows the bytes before',
  },
  {
    name: 'a digit that is none',
    format: 'xxd',
    text: '00000000: 0000 2g00  ../.',
    mistake: "1:16: found '2g00  ../.', expected groups of 4 hex digits, or two blanks before the text",
  },
  {
    name: 'half a byte',
    format: 'xxd',
    text: '00000000: 0000 2f0  ../.',
    mistake: "1:16: found '2f0  ../.', expected groups of 4 hex digits",
  },
  {
    name: 'a longer group',
    format: 'xxd',
    text: '00000000: 00 002f',
    mistake: "1:14: found '002f', expected groups of 2 hex digits",
  },
  {
    name: 'a group behind a shorter one',
    format: 'xxd',
    text: '00000000: 0000 2f 0000',
    mistake: "1:19: found '0000', expected groups of 4 hex digits",
  },
  {
    name: 'more text than bytes',
    format: 'xxd',
    text: '00000000: 33323130   363534                    0123456',
    mistake: '1:19: found text of 33 characters, expected one for each of 4 bytes',
  },
  {
    name: 'a line that is no row',
    format: 'xxd',
    text: '00000000: 0000\n$ xxd again',
    mistake: "2:1: found '$ xxd again', expected an offset, a colon and bytes in hex",
  },
  {
    name: 'a byte of one digit',
    format: 'hexdump -C',
    text: '00000000  00 0  |..|',
    mistake: "1:14: found '0', expected groups of 2 hex digits",
  },
  {
    name: 'a missing byte, which the text still shows',
    format: 'hexdump -C',
    text: '00000000  30 31     |012|',
    mistake: '1:22: found text of 3 characters, expected one for each of 2 bytes',
  },
  {
    name: 'a line of hexdump -C that is no row',
    format: 'hexdump -C',
    text: '00000000  30 31  |01|\nend',
    mistake: "2:1: found 'end', expected an offset and bytes in hex",
  },
  {
    name: 'a byte among words',
    format: 'hexdump',
    text: '0000000 8001 02',
    mistake: "1:14: found '02', expected groups of 4 hex digits",
  },
  {
    name: 'a line of hexdump that is no row',
    format: 'hexdump',
    text: '0000000 8001\n-- more --',
    mistake: "2:1: found '-- more --', expected an offset and words of 4 hex digits",
  },
  {
    name: 'a row that the log lost',
    format: 'print_hex_dump',
    text: 'ffa: 00000000: 00 00 2f 00\nffa: 00000008: 00 00 2f 00',
    mistake: '2:16: found offset 0x8, expected 0x4, which follows the bytes before',
  },
  {
    name: 'a row of the log that is cut in a byte',
    format: 'print_hex_dump',
    text: 'ffa: 00000000: 00 00 2f 00\nffa: 00000004: 00 00 2',
    mistake: "2:22: found '2', expected groups of 2 hex digits",
  },
  {
    name: 'a row without offset that is cut in a byte',
    format: 'print_hex_dump',
    text: 'ffa: 00 00 2f 00 00 00 00 00\nffa: 00 00 2',
    mistake: "2:12: found '2', expected groups of 2 hex digits",
  },
];

describe('mistakes in dumps', () => {
  test.each(MISTAKES)('$name', ({ format, text, mistake }) => {
    expect(readText(text)).toEqual({ format, mistake });
  });

  test('a star before any row', () => {
    expect(assembleDump([{ kind: 'repeat', line: 7, column: 3 }], 'written')).toMatchObject({
      ok: false,
      line: 7,
      column: 3,
      expected: 'a row that is repeated',
    });
  });

  test('a star that stands for more than a descriptor can have', () => {
    expect(readText('00000000  00  |.|\n*\nffffffff').mistake).toBe(
      '3:1: found more than 4194304 bytes, expected the bytes of one descriptor',
    );
  });
});
