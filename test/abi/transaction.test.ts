import { expect, test } from 'vitest';
import { receiverOf } from '../../src/core/abi/transaction.ts';

test('what is left out of a receiver is zero', () => {
  expect(receiverOf({ endpoint: 0x8001, permissions: 2 })).toEqual({
    endpoint: 0x8001,
    permissions: 2,
    flags: 0,
    impdef: [0n, 0n],
  });
});

test('what is said of a receiver stays', () => {
  const receiver = { endpoint: 0x8001, permissions: 6, flags: 1, impdef: [3n, 4n] as const };
  expect(receiverOf(receiver)).toEqual(receiver);
});
