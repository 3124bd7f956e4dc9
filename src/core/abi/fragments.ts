/**
 * Where a descriptor may be cut into fragments.
 *
 * The first fragment holds everything before the constituents; each fragment ends between two constituents, and takes
 * one more as long as the next one fits.
 *
 * Source: ffa-hafnium 2.8, requirements QB6, QB11.
 */

import { CONSTITUENT } from './layouts.ts';

/** A fragment's place in its descriptor, in bytes. */
export interface FragmentRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * The fragments of a descriptor of `length` bytes whose first constituent starts at `constituentsOffset`, for a
 * first buffer of `firstRoom` bytes and further ones of `nextRoom`. Throws a RangeError when a buffer is too small
 * to make progress or the descriptor is not made of whole constituents.
 */
export function planFragments(
  length: number,
  constituentsOffset: number,
  firstRoom: number,
  nextRoom: number = firstRoom,
): FragmentRange[] {
  const body = length - constituentsOffset;
  if (body < 0 || body % CONSTITUENT.size !== 0)
    throw new RangeError(`length: ${body} bytes from ${constituentsOffset} on are not whole constituents`);
  if (firstRoom < constituentsOffset)
    throw new RangeError(
      `firstRoom: ${firstRoom} is less than the ${constituentsOffset} bytes kept together`,
    );
  const first = Math.min(length, constituentsOffset + wholeConstituents(firstRoom - constituentsOffset));
  const next = wholeConstituents(nextRoom);
  if (first < length && !(next > 0)) throw new RangeError(`nextRoom: ${nextRoom} holds no constituent`);
  const fragments = [{ offset: 0, length: first }];
  for (let offset = first; offset < length; offset += next)
    fragments.push({ offset, length: Math.min(next, length - offset) });
  return fragments;
}

/** The fragments of a descriptor of `length` bytes when all but the last have the given lengths. */
export function cutAt(length: number, lengths: readonly number[]): readonly FragmentRange[] {
  let offset = 0;
  const fragments = lengths.map((each) => {
    const fragment = { offset, length: each };
    offset += each;
    return fragment;
  });
  return [...fragments, { offset, length: Math.max(length - offset, 0) }];
}

function wholeConstituents(room: number): number {
  return Math.floor(room / CONSTITUENT.size) * CONSTITUENT.size;
}

/** The fragments of a descriptor as views of its bytes. Throws as `planFragments` does. */
export function splitFragments(
  bytes: Uint8Array,
  constituentsOffset: number,
  firstRoom: number,
  nextRoom: number = firstRoom,
): Uint8Array[] {
  const ranges = planFragments(bytes.length, constituentsOffset, firstRoom, nextRoom);
  return ranges.map(({ offset, length }) => bytes.subarray(offset, offset + length));
}
