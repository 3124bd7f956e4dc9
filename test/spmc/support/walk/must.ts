/** Comparisons that are made many times a step: an assertion is only made of one that fails. */

import { expect } from 'vitest';

export function mustEqual(found: unknown, expected: unknown, what = ''): void {
  if (JSON.stringify(found) !== JSON.stringify(expected)) expect(found, what).toEqual(expected);
}

export function mustContain<Value>(allowed: readonly Value[], found: Value, what = ''): void {
  if (!allowed.includes(found)) expect(allowed, what).toContain(found);
}
