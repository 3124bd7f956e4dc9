import { describe, expect, test } from 'vitest';
import { STATUS, type StatusName, statusName, statusOfWord } from '../../src/core/abi/statuses.ts';

const WORDS: readonly (readonly [StatusName, number, number])[] = [
  ['NOT_SUPPORTED', -1, 0xffff_ffff],
  ['INVALID_PARAMETERS', -2, 0xffff_fffe],
  ['NO_MEMORY', -3, 0xffff_fffd],
  ['BUSY', -4, 0xffff_fffc],
  ['INTERRUPTED', -5, 0xffff_fffb],
  ['DENIED', -6, 0xffff_fffa],
  ['RETRY', -7, 0xffff_fff9],
  ['ABORTED', -8, 0xffff_fff8],
  ['NO_DATA', -9, 0xffff_fff7],
  ['NOT_READY', -10, 0xffff_fff6],
];

describe('statuses', () => {
  test.each(WORDS)('%s is %i', (name, status, word) => {
    expect(STATUS[name]).toBe(status);
    expect(statusName(status)).toBe(name);
    expect(statusOfWord(word)).toBe(status);
  });

  test('no other status has a name', () => {
    expect(Object.keys(STATUS)).toEqual(WORDS.map(([name]) => name));
    expect([statusName(0), statusName(-42)]).toEqual(['status 0', 'status -42']);
  });
});
