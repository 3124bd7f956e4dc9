import { expect, test } from 'vitest';
import { STOPPED } from '../../src/core/abi/stopped.ts';

test('FFA_INTERRUPT and FFA_YIELD are no responses', () => {
  expect(STOPPED).toEqual(new Set([0x8400_0062, 0x8400_006c]));
});
