import { annotateArray } from '../../abi/annotate-transaction.ts';
import type { Annotation } from '../../abi/annotation.ts';
import { fieldsOf } from '../../abi/fields.ts';
import { readNumber } from '../../abi/structure.ts';
import { IPA_RESERVE, REPLY, VM_EXITED } from '../../gunyah/wire/layouts.ts';
import { type MessageShape, NOTIFICATION, REQUEST, reserveShape } from '../../gunyah/wire/messages.ts';

/** Claims the payload of a message: the structure it begins with, and its lists as far as their counts lead. */
export function claimPayload(annotation: Annotation, shape: MessageShape): void {
  const { bytes } = annotation;
  if (annotation.claim(shape.head, 0, '') === 'cut') return;
  let at = shape.head.size;
  for (const { name, head, entry } of listsOf(bytes, shape)) {
    if (at >= bytes.length) return;
    if (annotation.claim(head, at, name) === 'cut') return;
    const count = readNumber(bytes, at, head.fields.count);
    at += head.size;
    annotateArray(annotation, entry, { path: name, base: at, count });
    at += count * entry.size;
  }
  if (shape === NOTIFICATION.VM_EXITED && at < bytes.length)
    annotation.claimRun('reason', at, readNumber(bytes, 0, VM_EXITED.fields.reasonLength), 'why it ended');
}

/** The lists of a message; those of a request for addresses are of the kind that it asks for. */
function listsOf(bytes: Uint8Array, shape: MessageShape): MessageShape['lists'] {
  if (shape !== REQUEST.IPA_RESERVE) return shape.lists;
  return reserveShape(readNumber(bytes, 0, IPA_RESERVE.fields.kind))?.lists ?? [];
}

/** Claims the payload of the answer to a message. Data follows an OK only, and MEM_ACCEPT has none where the request named places. */
export function claimReply(annotation: Annotation, { reply }: MessageShape): void {
  const { bytes } = annotation;
  const refused = bytes.length >= REPLY.size && readNumber(bytes, 0, REPLY.fields.error) !== 0;
  const alone = refused || bytes.length === REPLY.size;
  const head = alone || reply === undefined ? REPLY : reply.head;
  if (annotation.claim(head, 0, '') === 'cut' || head === REPLY || reply?.entry === undefined) return;
  const count = fieldsOf(reply.head).find(({ name }) => name === 'count');
  if (count === undefined) return;
  annotateArray(annotation, reply.entry, {
    path: 'entries',
    base: head.size,
    count: readNumber(bytes, 0, count),
  });
}
