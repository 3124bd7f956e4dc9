/** The smallest change of bytes after which a rule is no longer broken. */

import type { Breach } from './breach.ts';
import { type InspectOptions, inspect } from './inspect.ts';
import type { Inspection } from './inspection.ts';
import { shapeOf } from './mend-shape.ts';
import { PROPOSALS, type Proposal } from './mend-values.ts';

/** Bytes to write, and what comes of it. */
export interface Mend {
  /** Bytes from the start of the input. */
  readonly offset: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** Rules that are broken after it. More may be there than before: judging goes on where it had to stop. */
  readonly remaining: number;
}

/**
 * Finds out how to mend a broken rule: the proposal after which it is kept and the fewest others are broken. `undefined` where the bytes do
 * not decide it. Every proposal has been judged like any other bytes.
 */
export function mendOf(
  bytes: Uint8Array,
  { kind, version, broken }: Pick<Inspection, 'kind' | 'version' | 'broken'>,
  breach: Breach,
  policy?: InspectOptions['policy'],
): Mend | undefined {
  const { rule, offset, length } = breach;
  const propose = PROPOSALS.get(rule);
  if (propose === undefined || version === undefined || offset + length > bytes.length) return undefined;
  const place = { offset, length, value: numberAt(bytes, offset, length), shape: shapeOf(bytes, version) };
  let best: Mend | undefined;
  for (const proposal of propose(place)) {
    const mended = withProposal(bytes, proposal);
    if (mended === undefined) continue;
    const after = inspect(mended, { call: kind, version, policy });
    const still = after.broken.some((one) => one.rule === rule && one.offset === offset);
    const worse = rule.structural !== true && after.broken.length >= broken.length;
    const remaining = after.broken.length + after.faults.length;
    if (still || worse || (best !== undefined && best.remaining <= remaining)) continue;
    best = { ...changeOf(bytes, mended, proposal), remaining };
  }
  return best;
}

/** The bytes with a change made to them. */
export function mended(bytes: Uint8Array, { offset, after }: Pick<Mend, 'offset' | 'after'>): Uint8Array {
  const result = bytes.slice();
  result.set(after, offset);
  return result;
}

/** `undefined` where the value does not fit or its place does not exist. */
function withProposal(bytes: Uint8Array, { offset, length, value }: Proposal): Uint8Array | undefined {
  if (offset + length > bytes.length || value >> BigInt(length * 8) !== 0n) return undefined;
  const after = new Uint8Array(length);
  for (let index = 0; index < length; index++) after[index] = Number((value >> BigInt(index * 8)) & 0xffn);
  return mended(bytes, { offset, after });
}

/** The bytes of a proposal that change: what is equal at its ends is left out. */
function changeOf(
  bytes: Uint8Array,
  changed: Uint8Array,
  { offset, length }: Proposal,
): Pick<Mend, 'offset' | 'before' | 'after'> {
  let [start, end] = [offset, offset + length];
  while (start < end && bytes[start] === changed[start]) start++;
  while (end > start && bytes[end - 1] === changed[end - 1]) end--;
  return { offset: start, before: bytes.slice(start, end), after: changed.slice(start, end) };
}

function numberAt(bytes: Uint8Array, offset: number, length: number): bigint {
  let value = 0n;
  for (let at = offset + length - 1; at >= offset; at--) value = (value << 8n) | BigInt(bytes[at]);
  return value;
}
