/** Stretches of addresses, and how they are compared and written. */

/** The bytes from `start` up to, not including, `end`. */
export interface Extent {
  readonly start: bigint;
  readonly end: bigint;
}

/** The first address that 64 bits do not hold. */
export const ADDRESS_END: bigint = 2n ** 64n;

/** Whether two stretches have a byte in common. */
export function meet(left: Extent, right: Extent): boolean {
  return left.start < right.end && right.start < left.end;
}

/** Whether one stretch holds all of another. */
export function contains(outer: Extent, inner: Extent): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

export function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

/** "0x1000..0x1fff" for a page. */
export function spanText({ start, end }: Extent): string {
  return `${hex(start)}..${hex(end - 1n)}`;
}
