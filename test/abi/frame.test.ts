import { describe, expect, test } from 'vitest';
import {
  addressIn,
  answer,
  createFrame,
  errorStatus,
  FFA_ERROR,
  FFA_SUCCESS_32,
  FFA_SUCCESS_64,
  fail,
  frameOf,
  high,
  isError,
  REGISTERS,
  setHalves,
  setW,
  setX,
  succeed,
  w,
  x,
} from '../../src/core/abi/frame.ts';
import { functionId } from '../../src/core/abi/functions.ts';
import { STATUS } from '../../src/core/abi/statuses.ts';
import { highWord, lowWord } from '../../src/core/abi/words.ts';

const dirtyFrame = () => createFrame().fill(0xdead_beef);

test('the ids of the answers are those of the function table', () => {
  expect([FFA_ERROR, FFA_SUCCESS_32, FFA_SUCCESS_64]).toEqual([
    functionId('FFA_ERROR'),
    functionId('FFA_SUCCESS', 32),
    functionId('FFA_SUCCESS', 64),
  ]);
});

describe('registers', () => {
  test('a frame has x0 to x17, all zero', () => {
    expect(createFrame()).toEqual(new Uint32Array(36));
    expect(REGISTERS).toBe(18);
  });

  test('words given in order, upper halves zero', () => {
    const frame = frameOf(0x8400_0063, 0x1_0002);
    expect([x(frame, 0), x(frame, 1), x(frame, 2)]).toEqual([0x8400_0063n, 0x1_0002n, 0n]);
  });

  test('R11: a 32-bit read does not see what is above bit 31', () => {
    const frame = frameOf(0x8400_0073);
    setX(frame, 1, 0xdead_beef_0000_0050n);
    expect(w(frame, 1)).toBe(0x50);
    expect(high(frame, 1)).toBe(0xdead_beef);
    expect(x(frame, 1)).toBe(0xdead_beef_0000_0050n);
  });

  test('R11: a 32-bit write clears what is above bit 31', () => {
    const frame = dirtyFrame();
    setW(frame, 3, 7);
    expect(x(frame, 3)).toBe(7n);
  });

  test('R11: an address has 64 bits in a call of 64 bits only', () => {
    const frame = createFrame();
    setX(frame, 2, 0x0008_8000_1000n);
    expect([addressIn(frame, 2, true), addressIn(frame, 2, false)]).toEqual([0x8_8000_1000, 0x8000_1000]);
  });

  test.each([1, 2, 3, 17])('R5: a handle goes through the halves of x%i and back', (register) => {
    const handle = 0x8000_0001_0000_0002n;
    const frame = createFrame();
    setHalves(frame, register, lowWord(handle), highWord(handle));
    expect([w(frame, register), high(frame, register)]).toEqual([2, 0x8000_0001]);
    expect(x(frame, register)).toBe(handle);
  });
});

describe('answers', () => {
  test('R2, R3: an error has w1 zero, the status zero-extended in w2, nothing else in x0..x7', () => {
    const frame = dirtyFrame();
    fail(frame, STATUS.DENIED);
    const expected = [0x8400_0060n, 0n, 0xffff_fffan, 0n, 0n, 0n, 0n, 0n];
    expect(expected.map((_, register) => x(frame, register))).toEqual(expected);
    expect(x(frame, 8)).toBe(0xdead_beef_dead_beefn);
  });

  test.each([
    ['zero-extended', 0x0000_0000_ffff_fffen],
    ['sign-extended', 0xffff_ffff_ffff_fffen],
  ])('R1: a %s status reads as INVALID_PARAMETERS', (_name, value) => {
    const frame = frameOf(FFA_ERROR);
    setX(frame, 2, value);
    expect(isError(frame)).toBe(true);
    expect(errorStatus(frame)).toBe(STATUS.INVALID_PARAMETERS);
  });

  test('success carries its results in w2 and w3', () => {
    const frame = dirtyFrame();
    succeed(frame, 2, 0x8000_0001);
    const expected = [0x8400_0061n, 0n, 2n, 0x8000_0001n, 0n, 0n, 0n, 0n];
    expect(expected.map((_, register) => x(frame, register))).toEqual(expected);
    expect(isError(frame)).toBe(false);
  });

  test('R11: what stands above bit 31 of x0 does not make it another answer', () => {
    const frame = frameOf(FFA_ERROR);
    setX(frame, 0, 0xdead_beef_8400_0060n);
    expect(isError(frame)).toBe(true);
  });

  test('any other answer carries words in w1 to w4', () => {
    const frame = dirtyFrame();
    answer(frame, 0x8400_007a, 1, 2, 3, 4);
    const expected = [0x8400_007an, 1n, 2n, 3n, 4n, 0n, 0n, 0n];
    expect(expected.map((_, register) => x(frame, register))).toEqual(expected);
  });
});
