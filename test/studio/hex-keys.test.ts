import { describe, expect, test } from 'vitest';
import { hexKey } from '../../src/studio/view/hex-keys.ts';

describe('the cursor in a dump of 40 bytes, 16 a row', () => {
  test.each([
    ['ArrowRight', 5, 6],
    ['ArrowLeft', 5, 4],
    ['ArrowDown', 5, 21],
    ['ArrowUp', 21, 5],
    ['ArrowUp', 5, 0],
    ['ArrowDown', 39, 39],
    ['PageDown', 0, 39],
    ['PageUp', 39, 0],
    ['Home', 20, 0],
    ['End', 20, 39],
    ['a', 20, undefined],
  ])('%s goes from %i to %s', (key, from, to) => {
    expect(hexKey(key, from, { columns: 16, length: 40 })).toBe(to);
  });

  test('goes nowhere where there are no bytes', () => {
    expect(hexKey('End', 0, { columns: 16, length: 0 })).toBeUndefined();
  });
});
