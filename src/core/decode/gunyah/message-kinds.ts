import { Annotation } from '../../abi/annotation.ts';
import { UNFINISHED } from '../../gunyah/rules/packet.ts';
import { messageName } from '../../gunyah/wire/message-text.ts';
import { messageById, NOTIFICATION } from '../../gunyah/wire/messages.ts';
import {
  headerOf,
  PACKET_HEADER,
  PACKET_SIZE,
  PACKET_TYPE,
  PACKET_VERSION,
} from '../../gunyah/wire/packet.ts';
import { breachOf } from '../breach.ts';
import type { MessageKind } from '../kind.ts';
import { type Examined, examinePayload } from './examine.ts';
import { arePackets, type Carried, type Packets, putTogether, readPackets } from './packets.ts';

const { size: HEADER } = PACKET_HEADER;

export const packet: MessageKind = {
  speaks: 'Gunyah',
  name: 'rm-packet',
  about: 'packets of Gunyah, 240 bytes apart, or a whole message behind the header of its first',
  recognises(bytes, version) {
    if (version !== undefined || bytes.length < HEADER) return undefined;
    const { version: first, id } = headerOf(bytes);
    return first === PACKET_VERSION && messageById(id) !== undefined
      ? `byte 0 is 0x21, and bytes 4..7 are the id of ${messageName(id)}`
      : undefined;
  },
  reason: (bytes) =>
    arePackets(bytes) ? packetsReason(bytes) : 'one message, put together behind its first header',
  examine: (bytes) => (arePackets(bytes) ? examinePackets(bytes, readPackets(bytes)) : examineWhole(bytes)),
};

/** The kinds that hold a payload and no header: which message it belongs to is not in the bytes. */
export const message: MessageKind = {
  speaks: 'Gunyah',
  name: 'rm-message',
  about: 'the payload of a message of Gunyah; --message says which',
  recognises: () => undefined,
  reason: (_, id) => `the payload of ${messageName(id)}`,
  examine: (bytes, id) => {
    const notification = Object.values(NOTIFICATION).some((shape) => shape.id === id);
    return alone(bytes, id, notification ? PACKET_TYPE.NOTIFICATION : PACKET_TYPE.REQUEST);
  },
};

export const reply: MessageKind = {
  speaks: 'Gunyah',
  name: 'rm-reply',
  about: 'the payload of its answer',
  recognises: () => undefined,
  reason: (_, id) => `the answer to ${messageName(id)}`,
  examine: (bytes, id) => alone(bytes, id, PACKET_TYPE.REPLY),
};

function alone(bytes: Uint8Array, id: number, type: number): Examined {
  const spans = [{ offset: 0, length: bytes.length }];
  return examinePayload(bytes, { id, type, spans, prefix: '', padded: false });
}

function packetsReason(bytes: Uint8Array): string {
  const { offsets, messages } = readPackets(bytes);
  const packets = offsets.length === 1 ? 'one packet' : `${offsets.length} packets`;
  return messages.length === 0
    ? `${packets}, of no message`
    : `${packets} of ${messages.map(({ id }) => messageName(id)).join(', ')}`;
}

function examinePackets(bytes: Uint8Array, { offsets, messages, spoiled }: Packets): Examined {
  const annotation = new Annotation(bytes);
  for (const [index, at] of offsets.entries()) annotation.claim(PACKET_HEADER, at, `packets[${index}]`);
  const padded = bytes.length % PACKET_SIZE === 0;
  const parts = messages.map((one, index) =>
    examineCarried(bytes, one, messages.length === 1 ? '' : `messages[${index}].`, padded),
  );
  const payload = messages.flatMap(({ spans }) => spans);
  const around = annotation
    .fields()
    .filter(({ offset }) => !payload.some((span) => span.length > 0 && span.offset === offset));
  const fields = [...around, ...parts.flatMap((part) => part.fields)].sort((a, b) => a.offset - b.offset);
  const broken = [
    ...spoiled.map(({ rule, ...range }) => breachOf(rule, DROPPED, range, fields)),
    ...parts.flatMap((part) => part.broken),
  ];
  const faults = parts.flatMap((part) => part.faults);
  return { fields, broken, faults, notes: [...new Set(parts.flatMap(({ notes }) => notes))] };
}

/** What becomes of a packet that breaks a rule, and of a message that is not whole. */
const DROPPED = 'dropped';
const UNANSWERED = 'not answered';

/** A message of which packets are missing is not judged: it is not served either. */
function examineCarried(bytes: Uint8Array, one: Carried, prefix: string, padded: boolean): Examined {
  const examined = examinePayload(bytes, { ...one, prefix, padded });
  if (one.missing === 0) return examined;
  const last = one.spans.at(-1) ?? { offset: bytes.length, length: 0 };
  const detail = one.missing === 1 ? 'the last packet is missing' : `${one.missing} packets are missing`;
  const end = { offset: last.offset + last.length, length: 0 };
  return { ...examined, broken: [breachOf(UNFINISHED, UNANSWERED, end, [], detail)], faults: [] };
}

function examineWhole(bytes: Uint8Array): Examined {
  const annotation = new Annotation(bytes);
  annotation.claim(PACKET_HEADER, 0, 'packet');
  const [header] = [annotation.fields().filter(({ path }) => path.startsWith('packet.'))];
  const { spoiled } = readPackets(bytes.subarray(0, PACKET_SIZE));
  const examined = examinePayload(bytes, { ...putTogether(bytes), prefix: '', padded: false });
  const fields = [...header, ...examined.fields];
  const dropped = spoiled.map(({ rule, ...range }) => breachOf(rule, DROPPED, range, fields));
  return { ...examined, fields, broken: [...dropped, ...examined.broken] };
}
