import { expect, test } from 'vitest';
import { endpointText, isSecureId } from '../../src/core/abi/operations.ts';

// ffa-hafnium 1.1: 0x8000 is the SPMC, partitions of the secure world follow it, 0x7fff is the last id of the normal world.
test.each([
  [0, '0x0000', false],
  [1, '0x0001', false],
  [0x7fff, '0x7fff', false],
  [0x8000, '0x8000', true],
  [0x8001, '0x8001', true],
  [0xffff, '0xffff', true],
])('endpoint %i is %s', (endpoint, text, secure) => {
  expect(endpointText(endpoint)).toBe(text);
  expect(isSecureId(endpoint)).toBe(secure);
});
