/**
 * What decoding gives: a value, or the place in the bytes that cannot be read.
 *
 * Bytes come from outside, so a decoder never throws on them. It judges nothing either: what can be read is read,
 * and whether it is legal is the rules' business.
 */

/** A place in the bytes and what is wrong with it. */
export interface Fault {
  /** The field or structure, as in `receivers[1].compositeOffset`. */
  readonly path: string;
  /** Bytes from the start of the input. */
  readonly offset: number;
  /** Bytes that the field or structure takes. */
  readonly length: number;
  /** One clause for a human. */
  readonly detail: string;
}

export interface Undecodable {
  readonly ok: false;
  readonly error: Fault;
}

export type Decoded<Value> = { readonly ok: true; readonly value: Value } | Undecodable;

/** The answer for bytes that cannot be read. */
export function undecodable(path: string, offset: number, length: number, detail: string): Undecodable {
  return { ok: false, error: { path, offset, length, detail } };
}

/** The answer for a structure that does not lie inside the bytes; `undefined` when it does. */
export function cutOff(
  bytes: Uint8Array,
  path: string,
  offset: number,
  length: number,
): Undecodable | undefined {
  if (offset + length <= bytes.length) return undefined;
  return undecodable(path, offset, length, cutOffDetail(bytes, offset, length));
}

/** Says how much of a structure is there. */
export function cutOffDetail(bytes: Uint8Array, offset: number, length: number): string {
  const present = Math.max(0, bytes.length - offset);
  return `needs ${length} bytes at ${offset}, and ${present} are there`;
}
