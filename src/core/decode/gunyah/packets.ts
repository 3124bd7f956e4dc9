import { INTERRUPTED, PACKET_RULES } from '../../gunyah/rules/packet.ts';
import {
  Assembler,
  headerOf,
  PACKET_HEADER,
  PACKET_SIZE,
  PACKET_TYPE,
  PACKET_VERSION,
} from '../../gunyah/wire/packet.ts';
import type { AnyRule } from '../../rules/rule.ts';

/** Bytes of an input: from where on, and how many. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** A message that packets of an input carry. */
export interface Carried {
  readonly id: number;
  /** PACKET_TYPE of its first packet. */
  readonly type: number;
  /** Where its first header lies. */
  readonly header: number;
  /** Where its payload lies, packet by packet. */
  readonly spans: readonly Span[];
  /** Packets that are not there; 0 for a whole message. */
  readonly missing: number;
}

/** A packet that is not taken, or that throws away what was open. */
export interface Spoiled extends Span {
  readonly rule: AnyRule;
}

/** What an input of packets holds. */
export interface Packets {
  /** Where each packet begins. */
  readonly offsets: readonly number[];
  readonly messages: readonly Carried[];
  readonly spoiled: readonly Spoiled[];
}

const { size: HEADER } = PACKET_HEADER;

/**
 * Whether bytes are packets one behind the other, 240 bytes apart, or one message that was put together behind its first header. What is no
 * longer than a packet is one.
 */
export function arePackets(bytes: Uint8Array): boolean {
  if (bytes.length <= PACKET_SIZE) return true;
  const second = bytes.subarray(PACKET_SIZE);
  return second.length >= HEADER && headerOf(second).version === PACKET_VERSION;
}

/** Takes packets in, as the resource manager does. */
export function readPackets(bytes: Uint8Array): Packets {
  const offsets = starts(bytes);
  const assembler = new Assembler();
  const messages: Carried[] = [];
  const spoiled: Spoiled[] = [];
  let open: { readonly carried: Carried; readonly spans: Span[] } | undefined;
  for (const at of offsets) {
    const packet = bytes.subarray(at, at + PACKET_SIZE);
    const taken = assembler.take(packet);
    const span = { offset: at + HEADER, length: packet.length - HEADER };
    if (typeof taken === 'string') {
      spoiled.push({ rule: PACKET_RULES[taken], offset: at, length: Math.min(packet.length, HEADER) });
      continue;
    }
    const { fragments, id } = headerOf(packet);
    const type = fragments & 3;
    if (type === PACKET_TYPE.CONTINUATION) open?.spans.push(span);
    else {
      if (open !== undefined) spoiled.push({ rule: INTERRUPTED, offset: at, length: HEADER });
      if (open !== undefined) messages.push(open.carried);
      const spans = [span];
      open = { spans, carried: { id, type, header: at, spans, missing: fragments >> 2 } };
    }
    if (taken === undefined || open === undefined) continue;
    messages.push({ ...open.carried, missing: 0 });
    open = undefined;
  }
  if (open !== undefined) messages.push(open.carried);
  return {
    offsets,
    spoiled,
    messages: messages.map((message) =>
      message.missing === 0 ? message : { ...message, missing: message.missing + 1 - message.spans.length },
    ),
  };
}

/** The one message of bytes that hold a header and all of a payload. */
export function putTogether(bytes: Uint8Array): Carried {
  const { fragments, id } = headerOf(bytes);
  return {
    id,
    type: fragments & 3,
    header: 0,
    spans: [{ offset: HEADER, length: bytes.length - HEADER }],
    missing: 0,
  };
}

function starts(bytes: Uint8Array): readonly number[] {
  const count = Math.max(1, Math.ceil(bytes.length / PACKET_SIZE));
  return Array.from({ length: count }, (_, index) => index * PACKET_SIZE);
}

/** The bytes of spans, put together. */
export function gather(bytes: Uint8Array, spans: readonly Span[]): Uint8Array {
  const whole = new Uint8Array(spans.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const { offset, length } of spans) {
    whole.set(bytes.subarray(offset, offset + length), at);
    at += length;
  }
  return whole;
}

/** Where bytes of a payload that was put together lie in the input: one run for each packet that they are spread over. */
export function scatter(spans: readonly Span[], { offset, length }: Span): readonly Span[] {
  const runs: Span[] = [];
  let start = 0;
  for (const span of spans) {
    const from = Math.max(offset, start);
    const to = Math.min(offset + length, start + span.length);
    if (from < to) runs.push({ offset: span.offset + from - start, length: to - from });
    start += span.length;
  }
  return runs;
}
