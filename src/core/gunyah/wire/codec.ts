import { type FieldValues, readNumber, writeStructure } from '../../abi/structure.ts';
import type { ListShape, MessageShape } from './messages.ts';

/** Entries of a list at most. */
export const MOST_ENTRIES = 512;

/** Entries of a list, each as values of the fields of its layout. */
export type Entries = readonly FieldValues<string>[];

/**
 * The payload of a message. Lists that are not given are empty and are written all the same. Throws a TypeError or RangeError that names
 * the field which does not fit, or the list that the message does not have.
 */
export function encodeMessage(
  shape: MessageShape,
  head: FieldValues<string>,
  lists: Readonly<Record<string, Entries>> = {},
): Uint8Array {
  for (const name of Object.keys(lists))
    if (!shape.lists.some((list) => list.name === name))
      throw new TypeError(`${shape.name} has no list ${name}`);
  const sizes = shape.lists.map(
    ({ name, head: of, entry }) => of.size + (lists[name]?.length ?? 0) * entry.size,
  );
  const payload = new Uint8Array(sizes.reduce((sum, size) => sum + size, shape.head.size));
  writeStructure<string>(payload, 0, shape.head, head);
  let at = shape.head.size;
  for (const list of shape.lists) at = writeList(payload, at, list, lists[list.name] ?? []);
  return payload;
}

function writeList(
  payload: Uint8Array,
  at: number,
  { name, head, entry }: ListShape,
  entries: Entries,
): number {
  writeStructure<string>(payload, at, head, { count: entries.length }, `${name}.`);
  entries.forEach((values, index) => {
    writeStructure<string>(payload, at + head.size + index * entry.size, entry, values, `${name}[${index}].`);
  });
  return at + head.size + entries.length * entry.size;
}

/** Where a list lies in a payload. */
export interface ListPlace {
  readonly shape: ListShape;
  /** Offset of the list's head; where it would be, when it is absent. */
  readonly at: number;
  readonly count: number;
  /** Offset of the first entry. */
  readonly entries: number;
}

/** What keeps a payload from being divided: too short for its message, or something about a list. */
export type Misfit = 'too-short' | 'list-head-cut' | 'list-too-long' | 'list-entries-cut' | 'bytes-left-over';

/** A payload divided into lists, or why and where it cannot be. */
export type Division =
  | { readonly ok: true; readonly lists: readonly ListPlace[]; readonly end: number }
  | { readonly ok: false; readonly misfit: Misfit; readonly offset: number; readonly length: number };

/** Finds the lists of a message. Whatever the bytes are, it gives an answer. */
export function divide(payload: Uint8Array, { head, lists, minimum, trailing }: MessageShape): Division {
  if (payload.length < minimum) return misfit('too-short', 0, payload.length);
  const places: ListPlace[] = [];
  let at = head.size;
  for (const shape of lists) {
    const left = payload.length - at;
    if (left === 0) {
      places.push({ shape, at, count: 0, entries: at });
      continue;
    }
    if (left < shape.head.size) return misfit('list-head-cut', at, left);
    const count = readNumber(payload, at, shape.head.fields.count);
    if (count > MOST_ENTRIES) return misfit('list-too-long', at, 2);
    const entries = at + shape.head.size;
    if (count * shape.entry.size > payload.length - entries)
      return misfit('list-entries-cut', at, payload.length - at);
    places.push({ shape, at, count, entries });
    at = entries + count * shape.entry.size;
  }
  if (at < payload.length && trailing !== true) return misfit('bytes-left-over', at, payload.length - at);
  return { ok: true, lists: places, end: at };
}

function misfit(why: Misfit, offset: number, length: number): Division {
  return { ok: false, misfit: why, offset, length };
}
