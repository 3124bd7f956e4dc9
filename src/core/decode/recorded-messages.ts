import { messageName } from '../gunyah/wire/message-text.ts';
import type { Piece } from './reading.ts';
import type { RecordedDrop, RecordedNotice, RecordedRequest } from './recorded-event.ts';

/** The bytes of what a VM asked the resource manager and was answered, of what it was told, or of a packet that was dropped. */
export function messagePieces(event: RecordedRequest | RecordedNotice | RecordedDrop): readonly Piece[] {
  const { seq } = event;
  if (event.kind === 'drop')
    return [
      { bytes: event.packet, kind: 'rm-packet', origin: { seq, function: 'packet', buffer: 'request' } },
    ];
  const { id, payload } = event;
  const origin = { seq, function: messageName(id) };
  const message = { kind: 'rm-message', message: id } as const;
  if (event.kind === 'notice')
    return [{ ...message, bytes: payload, origin: { ...origin, buffer: 'notice' } }];
  return [
    { ...message, bytes: payload, origin: { ...origin, buffer: 'request' } },
    { kind: 'rm-reply', message: id, bytes: event.reply, origin: { ...origin, buffer: 'reply' } },
  ];
}
