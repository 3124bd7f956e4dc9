import { describe, expect, test } from 'vitest';
import { callsOf, ERROR, ready, SUCCESS, SUCCESS_64, says, success } from './ready.ts';

const VAULT = 0x8001;

describe('calls about notifications', () => {
  test('name sender, receiver and both halves of the bitmap', () => {
    const { ffa, machine } = ready([success, success, success, success]);
    const bits = 0x8000_0001_0000_0002n;

    machine.run(ffa.bind(VAULT, bits));
    machine.run(ffa.unbind(VAULT, bits));
    machine.run(ffa.notify(VAULT, bits));
    machine.run(ffa.notify(VAULT, 1n << 63n, 2));

    expect(callsOf(machine)).toEqual([
      [0x8400_007f, 0x8001_0007, 0, 2, 0x8000_0001, 0],
      [0x8400_0080, 0x8001_0007, 0, 2, 0x8000_0001, 0],
      [0x8400_0081, 0x0007_8001, 0, 2, 0x8000_0001, 0],
      [0x8400_0081, 0x0007_8001, 2, 0, 0x8000_0000, 0],
    ]);
  });

  test('make and take away those of a VM', () => {
    const { ffa, machine } = ready([success, success]);

    machine.run(ffa.createNotifications(3, 4));
    machine.run(ffa.destroyNotifications(3));

    expect(callsOf(machine)).toEqual([
      [0x8400_007d, 3, 4, 0, 0, 0],
      [0x8400_007e, 3, 0, 0, 0, 0],
    ]);
  });

  test('take all that is pending, each source by itself', () => {
    const { ffa, machine } = ready([says(SUCCESS, 0, 1, 0x8000_0000, 2, 3, 4, 5)]);

    expect(machine.run(ffa.notifications())).toEqual({
      secure: 0x8000_0000_0000_0001n,
      normal: 0x3_0000_0002n,
      framework: 0x5_0000_0004n,
    });
    expect(callsOf(machine)).toEqual([[0x8400_0082, 7, 0xf, 0, 0, 0]]);
  });

  test.each([
    [
      'two endpoints in lists of one id each',
      [says(SUCCESS_64, 0, 2n << 7n, 0x8002_0001n)],
      [
        { endpoint: 1, vcpus: [] },
        { endpoint: 0x8002, vcpus: [] },
      ],
    ],
    [
      'lists of four ids and of two, over registers',
      [says(SUCCESS_64, 0, (2n << 7n) | (3n << 12n) | (1n << 14n), 0x0005_0003_0000_0001n, 0x0007_8002n)],
      [
        { endpoint: 1, vcpus: [0, 3, 5] },
        { endpoint: 0x8002, vcpus: [7] },
      ],
    ],
    [
      'answers that go on, until there are no more',
      [says(SUCCESS_64, 0, (1n << 7n) | 1n, 1n), says(SUCCESS_64, 0, 1n << 7n, 2n)],
      [
        { endpoint: 1, vcpus: [] },
        { endpoint: 2, vcpus: [] },
      ],
    ],
    [
      'answers that go on, until the manager has nothing',
      [says(SUCCESS_64, 0, (1n << 7n) | 1n, 1n), says(ERROR, 0, 0xffff_fff7)],
      [{ endpoint: 1, vcpus: [] }],
    ],
    ['nothing', [says(ERROR, 0, 0xffff_fff7)], []],
  ])('list who has some: %s', (_, answers, listed) => {
    const { ffa, machine } = ready(answers);

    expect(machine.run(ffa.notified())).toEqual(listed);
    expect(callsOf(machine)).toEqual(answers.map(() => [0xc400_0083, 0, 0, 0, 0, 0]));
  });

  test.each([
    ['a refusal', says(ERROR, 0, 0xffff_ffff), 'FFA_NOTIFICATION_INFO_GET_64: NOT_SUPPORTED'],
    ['the 32-bit form', says(SUCCESS, 0, 1n << 7n, 1n), 'expected FFA_SUCCESS_64'],
    ['more than the registers hold', says(SUCCESS_64, 0, 21n << 7n), 'endpoints, each of them once'],
    ['no list at all', says(SUCCESS_64, 0, 1n), 'endpoints, each of them once'],
  ])('a list that is none is an exception: %s', (_, answer, message) => {
    const { ffa, machine } = ready([answer]);

    expect(() => machine.run(ffa.notified())).toThrow(message);
  });

  test('a manager that never comes to an end is given up', () => {
    const endless = says(SUCCESS_64, 0, (20n << 7n) | 1n);
    const { ffa, machine } = ready(new Array(4000).fill(endless));

    expect(() => machine.run(ffa.notified())).toThrow('endpoints, each of them once');
  });

  test.each([
    ['a refusal', says(ERROR, 0, 0xffff_fffa), 'FFA_NOTIFICATION_BIND: DENIED'],
    ['another answer', says(0x8400_006b), 'FFA_NOTIFICATION_BIND was answered with FFA_MSG_WAIT'],
  ])('%s is an exception', (_, answer, message) => {
    const { ffa, machine } = ready([answer]);

    expect(() => machine.run(ffa.bind(VAULT, 1n))).toThrow(message);
  });
});
