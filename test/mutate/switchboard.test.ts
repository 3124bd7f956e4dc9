import { describe, expect, test } from 'vitest';
import { Switchboard } from '../../mutate/worker/switchboard.ts';

describe('a switchboard', () => {
  test('knows what was asked for and how often', () => {
    const board = new Switchboard();
    board.isOn('before');
    board.forget();
    board.isOn('a');
    board.switchOf('a').ask();
    board.isOn('b');

    expect([[...board.asked()], board.asks()]).toEqual([['a', 'b'], 3]);
  });

  test('ends what asks more often than it may while a mutant is on, and only then', () => {
    const board = new Switchboard();
    board.isOn('a');
    board.turnOn('a', undefined, 2);

    expect([board.isOn('a'), board.isOn('b')]).toEqual([true, false]);
    expect(() => board.isOn('b')).toThrow('does not end');
    board.turnOff();
    expect(board.isOn('a')).toBe(false);
  });
});
