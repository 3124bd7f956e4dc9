import { describe, expect, test } from 'vitest';
import { EXAMPLE, MISSED, SMALL } from './run-files.ts';
import { tantalum } from './support.ts';

const run = (input: string, ...args: string[]): string => tantalum(['run', '-', ...args], { input }).out;

test('what happened, step by step, and what became of the memory', () => {
  expect(run(SMALL)).toBe(`Two partitions and a page.

  1  vault  start
       claimed     0xe000000+1  vault
       claimed     0xe001000+1  vault
     ok
  2  os  start
       claimed     0x40000000+1  os
       claimed     0x40001000+1  os
     ok
     # For a while.
  3  os  lend 0x40010000 to vault as page
       claimed     0x40010000+1  os
     ok
  4  os  request vault
  5  vault  retrieve page
       mapped      0x40010000+1  vault
     ok
  6  vault  respond  ok
     step 4 ok
  7  os  read 1 at 0x40010000
     os faults: read at 0x40010000, translation
     ok, translation fault as expected
  8  os  reclaim page
     call 12, os: FFA_MEM_RECLAIM handle low 5
       -> FFA_ERROR DENIED
       reclaim/held
       must     No borrower has the memory any more.
       why      Taking it away would pull pages from under a program that uses
                them.
       fix      Have every borrower relinquish it as often as it retrieved it,
                then reclaim.
     ok, refused: reclaim/held, DENIED as expected
  9  vault  abort
     vault is torn down
       unmapped    0x40010000+1  vault
       returned    0xe000000+1  vault
       returned    0xe001000+1  vault
     ok

page map
   address  pages      owner  access     held by
0x40000000      1  NS  os     os RW-     mailbox
0x40001000      1  NS  os     os R--     mailbox
0x40002000     14  NS  os     os RWX
0x40010000      1  NS  os     -          lend 0x5, call 7
0x40011000    239  NS  os     os RWX
 0xe000000     16  S   vault  vault RWX

9 steps, all as expected
`);
});

test('--calls shows every call', () => {
  const calls = run(SMALL, '--calls')
    .split('\n')
    .filter((line) => /^ {5}call \d+, /.test(line));
  expect(calls).toHaveLength(12);
});

test('what did not come as expected says so, what was expected, and where it stands', () => {
  expect(run(MISSED, '--quiet')).toBe(`  2  os  read 2 at 0x40010000
     not as expected: it reads 00 00
       expected success with 01 02
       where    standard input:8
  3  os  share 0x40010000 to vault as page
     not as expected: it succeeded
       expected refused: send/held
       where    standard input:9
  4  os  share 0x40010000 to vault
     not as expected: it was refused: send/held, DENIED, bytes 96+16
       expected refused: send/held, BUSY
       where    standard input:10
  5  vault  retrieve page
     not as expected: RX/TX buffers are not mapped
       expected success
       where    standard input:11
  7  os  read 1 at 0x50000000
     not as expected: os waits for another partition
       expected success
       where    standard input:13
  8  machine  check 0x40010000
     not as expected: its owner is os, for os it is Owner-SA, vault has ---
       expected success with owner vault, Owner-EA for os, vault RWX
       where    standard input:14
  9  vault  partitions
     not as expected: it found vault
       expected success with os
       where    standard input:15
  6  os  request vault
     not as expected: nobody answered it
       expected success
       where    standard input:12

9 steps, 8 not as expected
`);
});

test('--quiet says little when all is well', () => {
  expect(run(SMALL, '--quiet')).toBe('9 steps, all as expected\n');
});

describe('fits into', () => {
  test.each([60, 72, 100])('%i columns', (columns) => {
    for (const [args, input] of [
      [['-'], SMALL],
      [['-'], MISSED],
      [[EXAMPLE, '--calls'], ''],
    ] as const) {
      const { out } = tantalum(['run', ...args], { input, environment: { COLUMNS: String(columns) } });
      const longest = Math.max(...out.split('\n').map(({ length }) => length));
      expect(longest).toBeLessThanOrEqual(columns);
    }
  });
});

test('what holds a page is told on a narrow terminal, too', () => {
  const { out } = tantalum(['run', '-'], { input: MISSED, environment: { COLUMNS: '60' } });
  expect(out).toMatch(/^0x40010000 .*\n? .*share 0x3, call 4$/m);
});

test('is not coloured in a pipe, NO_COLOR or not', () => {
  for (const NO_COLOR of ['', '1'])
    expect(tantalum(['run', '-'], { input: MISSED, environment: { NO_COLOR } }).out).not.toContain('\u001b');
});
