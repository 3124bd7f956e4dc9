/** A message of every kind, with something in every field and two entries in every list. */

import { fieldsOf, type Layout } from '../../src/core/abi/fields.ts';
import { encodeMessage } from '../../src/core/gunyah/wire/codec.ts';
import {
  MESSAGES,
  type MessageShape,
  NOTIFICATION,
  REQUEST,
  reserveShape,
} from '../../src/core/gunyah/wire/messages.ts';

export interface ExampleMessage {
  readonly name: string;
  readonly id: number;
  readonly payload: Uint8Array;
  /** Answers to it, by what they are; none to what is told unasked. */
  readonly replies: Readonly<Record<string, Uint8Array>>;
}

const ENTRIES = 2;
const REASON = Uint8Array.of(0xde, 0xad);

export const EXAMPLE_MESSAGES: readonly ExampleMessage[] = MESSAGES.flatMap((shape) => {
  if (shape === REQUEST.IPA_RESERVE)
    return [0, 1].map((kind) => exampleOf({ ...shape, lists: reserveShape(kind)!.lists }, { kind }));
  if (shape !== NOTIFICATION.VM_EXITED) return [exampleOf(shape)];
  const { payload, ...example } = exampleOf(shape, { reasonLength: REASON.length });
  return [{ ...example, payload: Uint8Array.of(...payload, ...REASON) }];
});

function exampleOf(shape: MessageShape, chosen: Readonly<Record<string, number>> = {}): ExampleMessage {
  const lists = Object.fromEntries(
    shape.lists.map(({ name, entry }) => [
      name,
      Array.from({ length: ENTRIES }, (_, index) => valuesOf(entry, index * 3)),
    ]),
  );
  const payload = encodeMessage(shape, { ...valuesOf(shape.head), ...chosen }, lists);
  return { name: shape.name, id: shape.id, payload, replies: repliesTo(shape) };
}

/** Every field has a value that no other of its structure has. */
function valuesOf(layout: Layout, more = 0): Readonly<Record<string, number>> {
  return Object.fromEntries(fieldsOf(layout).map(({ name, offset }) => [name, offset + 1 + more]));
}

function repliesTo({ reply }: MessageShape): ExampleMessage['replies'] {
  if (reply === undefined) return {};
  const refused = Uint8Array.of(0xa, 0, 0, 0);
  const alone = new Uint8Array(4);
  const { head, entry } = reply;
  const count = entry === undefined ? {} : { count: ENTRIES };
  const values = { ...valuesOf(head), ...count, error: 0 };
  const shape = { name: 'reply', id: 0, head, lists: [], minimum: 4 };
  const bytes = [encodeMessage(shape, values)];
  for (let index = 0; entry !== undefined && index < ENTRIES; index++)
    bytes.push(encodeMessage({ ...shape, head: entry }, valuesOf(entry, index * 3)));
  return { refused, alone, whole: Uint8Array.of(...bytes.flatMap((part) => [...part])) };
}
