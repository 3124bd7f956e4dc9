import { describe, expect, test } from 'vitest';
import { createFrame, type Frame, setX } from '../../src/core/abi/frame.ts';
import { notifiedIn } from '../../src/core/abi/notified.ts';

/** An answer with x2 and what follows. */
function answerOf(...registers: readonly bigint[]): Frame {
  const frame = createFrame();
  for (const [index, value] of registers.entries()) setX(frame, 2 + index, value);
  return frame;
}

/** More to come; three lists, of three ids, one and two. */
const LISTS = 0x1_2181n;
const FOUND = [
  { endpoint: 0x8001, vcpus: [0, 2] },
  { endpoint: 0x8002, vcpus: [] },
  { endpoint: 3, vcpus: [1] },
];

// ffa-hafnium 1.2: bits 11:7 of x2 count the lists, two bits each from 12 on are their lengths minus 1, x3 to x7 hold the ids.
describe('endpoints with pending notifications', () => {
  test('four ids in each register of 64 bits', () => {
    expect(notifiedIn(answerOf(LISTS, 0x8002_0002_0000_8001n, 0x0001_0003n), 64)).toEqual(FOUND);
  });

  test('two in each of 32 bits, whatever stands above them', () => {
    const above = 0xdead_beef_0000_0000n;
    const ids = [above | 0x8001n, above | 0x8002_0002n, above | 0x0001_0003n];
    expect(notifiedIn(answerOf(LISTS, ...ids), 32)).toEqual(FOUND);
  });

  test('none', () => {
    expect(notifiedIn(answerOf(0n, 0x8001n), 64)).toEqual([]);
  });

  test.each([
    ['five lists of four fill 64 bits', 64, 0x3f_f280n, 5],
    ['a sixth does not fit', 64, 0x3f_f300n, undefined],
    ['two lists of four and one of two fill 32 bits', 32, 0x1_f180n, 3],
    ['a fourth does not fit', 32, 0x1_f200n, undefined],
  ] as const)('%s', (_, width, lists, count) => {
    expect(notifiedIn(answerOf(lists), width)?.length).toBe(count);
  });
});
