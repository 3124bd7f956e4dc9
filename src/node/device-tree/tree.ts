/** A device tree that is written by a program: what a guest is told of its machine. */

export interface TreeNode {
  /** With its unit address: `pl011@9000000`. Empty for the root. */
  readonly name: string;
  readonly properties: Readonly<Record<string, TreeValue>>;
  readonly children?: readonly TreeNode[];
}

/** Nothing but presence (`true`), a string, a list of strings, a list of 32-bit cells, or plain bytes. */
export type TreeValue = true | string | readonly string[] | readonly number[] | Uint8Array;

/** A number as two cells, the high one first. Throws a RangeError for what is no address or size in bytes. */
export function twoCells(value: number): readonly [high: number, low: number] {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${value} is no number of two cells: it is not whole, negative or over 2^53`);
  return [Math.floor(value / 2 ** 32), value >>> 0];
}
