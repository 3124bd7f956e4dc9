import { type Layout, layout } from '../../abi/fields.ts';
import { readNumber, writeNumber } from '../../abi/structure.ts';
import { MESSAGES } from './messages.ts';

/**
 * Packets: what a message queue carries. A message that does not fit in one is continued in others.
 *
 * Source: gunyah 2.
 */

/** Bytes of a packet at most, of its header, and what is left for a message. */
export const PACKET_SIZE = 240;
export const PACKET_PAYLOAD = 232;
/** Continuations of one message at most. */
export const MOST_CONTINUATIONS = 62;
/** Bytes of a message's payload at most: a first packet and all continuations. */
export const MOST_PAYLOAD: number = PACKET_PAYLOAD * (1 + MOST_CONTINUATIONS);

export const PACKET_TYPE = { CONTINUATION: 0, REQUEST: 1, REPLY: 2, NOTIFICATION: 3 } as const;

/** Version 1 in the low half, a header of two words in the high half. */
export const PACKET_VERSION = 0x21;

export const PACKET_HEADER: Layout<'version' | 'fragments' | 'sequence' | 'id'> = layout(
  'resource manager packet header',
  8,
  'gunyah 2',
  {
    version: [
      0,
      1,
      'bits',
      'version of the protocol, and words of this header',
      {
        bits: [
          { name: 'version', shift: 0, width: 4 },
          { name: 'header words', shift: 4, width: 4 },
        ],
      },
    ],
    fragments: [
      1,
      1,
      'bits',
      'what the packet is, and how many continuations its message has',
      {
        bits: [
          {
            name: 'type',
            shift: 0,
            width: 2,
            values: { 0: 'continuation', 1: 'request', 2: 'reply', 3: 'notification' },
          },
          { name: 'continuations', shift: 2, width: 6 },
        ],
      },
    ],
    sequence: [
      2,
      2,
      'number',
      "chosen by who asks, repeated in the answer; the resource manager's own for notifications",
    ],
    id: [
      4,
      4,
      'bits',
      'which message it is',
      {
        bits: [
          {
            name: 'message',
            shift: 0,
            width: 32,
            values: Object.fromEntries(MESSAGES.map(({ id, name }) => [id, name])),
          },
        ],
      },
    ],
  },
);

/** A whole message, as it is before it is cut into packets and after it is put together again. */
export interface Envelope {
  /** PACKET_TYPE of its first packet. */
  readonly type: number;
  readonly sequence: number;
  readonly id: number;
  readonly payload: Uint8Array;
}

/** The packets of a message. Throws a RangeError for a payload that no number of packets can carry. */
export function packetsOf({ type, sequence, id, payload }: Envelope): Uint8Array[] {
  if (payload.length > MOST_PAYLOAD)
    throw new RangeError(`a message has at most ${MOST_PAYLOAD} bytes, not ${payload.length}`);
  const continuations = Math.max(0, Math.ceil(payload.length / PACKET_PAYLOAD) - 1);
  // All packets of a message lie in one buffer.
  const all = new Uint8Array(payload.length + (continuations + 1) * PACKET_HEADER.size);
  writeHeader(all, 0, type | (continuations << 2), sequence, id);
  if (continuations === 0) {
    all.set(payload, PACKET_HEADER.size);
    return [all];
  }
  const packets: Uint8Array[] = [];
  for (let index = 0; index <= continuations; index++) {
    const at = index * PACKET_SIZE;
    if (index > 0) writeHeader(all, at, PACKET_TYPE.CONTINUATION | (continuations << 2), sequence, id);
    all.set(payload.subarray(index * PACKET_PAYLOAD, (index + 1) * PACKET_PAYLOAD), at + PACKET_HEADER.size);
    packets.push(all.subarray(at, at + PACKET_SIZE));
  }
  return packets;
}

/** Every field of a header, none forgotten: as writeStructure would, without a look for what is not given. */
function writeHeader(into: Uint8Array, at: number, fragments: number, sequence: number, id: number): void {
  const { fields } = PACKET_HEADER;
  writeNumber(into, at, fields.version, PACKET_VERSION);
  writeNumber(into, at, fields.fragments, fragments);
  writeNumber(into, at, fields.sequence, sequence);
  writeNumber(into, at, fields.id, id);
}

/** Why a packet was thrown away. */
export type Dropped =
  | 'shorter than a header'
  | 'longer than a packet'
  | 'of another version or header length'
  | 'too many continuations'
  | 'a continuation of nothing'
  | 'a continuation of something else';

/** A message of which packets are missing. */
interface Unfinished {
  readonly type: number;
  readonly sequence: number;
  readonly id: number;
  readonly continuations: number;
  /** What has come of the payload, with room for the rest; how many bytes, and in how many packets. */
  readonly bytes: Uint8Array;
  length: number;
  packets: number;
}

/** A copy of what an assembler has open. */
export type SavedAssembler = Unfinished | undefined;

/**
 * Puts messages together from packets. A new first packet throws an unfinished message away, and a packet that does not belong is
 * dropped without a trace in the message that is open.
 */
export class Assembler {
  private open: Unfinished | undefined;

  /** Takes a packet in. Returns the message it completes, why it was dropped, or undefined when more is to come. */
  take(packet: Uint8Array): Envelope | Dropped | undefined {
    if (packet.length < PACKET_HEADER.size) return 'shorter than a header';
    if (packet.length > PACKET_SIZE) return 'longer than a packet';
    const { version, fragments, sequence, id } = headerOf(packet);
    if (version !== PACKET_VERSION) return 'of another version or header length';
    const continuations = fragments >> 2;
    if (continuations > MOST_CONTINUATIONS) return 'too many continuations';
    const type = fragments & 3;
    if (type !== PACKET_TYPE.CONTINUATION) {
      this.open = undefined;
      if (continuations === 0) return { type, sequence, id, payload: packet.slice(PACKET_HEADER.size) };
      const bytes = new Uint8Array(PACKET_PAYLOAD * (1 + continuations));
      this.open = { type, sequence, id, continuations, bytes, length: 0, packets: 0 };
      return this.add(this.open, packet);
    }
    const { open } = this;
    if (open === undefined) return 'a continuation of nothing';
    if (open.id !== id || open.sequence !== sequence || open.continuations !== continuations)
      return 'a continuation of something else';
    return this.add(open, packet);
  }

  save(): SavedAssembler {
    return copyOf(this.open);
  }

  restore(saved: SavedAssembler): void {
    this.open = copyOf(saved);
  }

  /** Adds what a packet carries to the open message. Returns the message when it was the last. */
  private add(open: Unfinished, packet: Uint8Array): Envelope | undefined {
    const { type, sequence, id, continuations, bytes } = open;
    bytes.set(packet.subarray(PACKET_HEADER.size), open.length);
    open.length += packet.length - PACKET_HEADER.size;
    if (open.packets++ < continuations) return undefined;
    this.open = undefined;
    return { type, sequence, id, payload: bytes.subarray(0, open.length) };
  }
}

function copyOf(open: Unfinished | undefined): Unfinished | undefined {
  return open && { ...open, bytes: open.bytes.slice() };
}

/** The fields of a packet's header. The caller has checked that it lies inside. */
export function headerOf(
  packet: Uint8Array,
): Readonly<Record<'version' | 'fragments' | 'sequence' | 'id', number>> {
  const { version, fragments, sequence, id } = PACKET_HEADER.fields;
  return {
    version: readNumber(packet, 0, version),
    fragments: readNumber(packet, 0, fragments),
    sequence: readNumber(packet, 0, sequence),
    id: readNumber(packet, 0, id),
  };
}
