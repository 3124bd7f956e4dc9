import { describe, expect, test } from 'vitest';
import { callsOf, ERROR, ready, SUCCESS, says, success } from './ready.ts';

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
    ['a refusal', says(ERROR, 0, 0xffff_fffa), 'FFA_NOTIFICATION_BIND: DENIED'],
    ['another answer', says(0x8400_006b), 'FFA_NOTIFICATION_BIND was answered with FFA_MSG_WAIT'],
  ])('%s is an exception', (_, answer, message) => {
    const { ffa, machine } = ready([answer]);

    expect(() => machine.run(ffa.bind(VAULT, 1n))).toThrow(message);
  });
});
