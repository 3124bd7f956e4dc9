/**
 * Headers of indirect messages (`FFA_MSG_SEND2`): 20 bytes in FF-A 1.1, 40 in 1.2, none in 1.0.
 *
 * The manager copies a message as it is, so a receiver of 1.2 can meet a header of 1.1. The payload's offset tells:
 * a payload that starts before byte 40 leaves no room for the longer header.
 *
 * Source: ffa-hafnium 1.7, requirements QI11.
 */

import { cutOff, type Decoded, undecodable } from './decoded.ts';
import type { Layout } from './fields.ts';
import { layoutsOf, MESSAGE_1_1, MESSAGE_1_2, type MessageField } from './layouts.ts';
import { readNumber, readUuid, uuidValue, writeStructure } from './structure.ts';
import { isNilUuid, NIL_UUID, type UuidWords } from './uuid.ts';
import { versionText } from './versions.ts';

export interface MessageHeader {
  /** Endpoint ids, 16 bits. */
  readonly sender: number;
  readonly receiver: number;
  /** Where the payload starts, in bytes from the start of the header. */
  readonly offset: number;
  /** Bytes of payload. */
  readonly size: number;
  /** Zero in a legal message. 32 bits. */
  readonly flags: number;
  /** The service addressed. Absent where the header has 20 bytes. */
  readonly uuid?: UuidWords;
}

/** The bytes of a message header. Throws a TypeError or RangeError for what the version's header cannot say. */
export function encodeMessageHeader(header: MessageHeader, version: number): Uint8Array {
  const { message } = layoutsOf(version);
  if (message === undefined) throw new TypeError(noHeader(version));
  const { sender, receiver, offset, size, flags, uuid = NIL_UUID } = header;
  const bytes = new Uint8Array(message.size);
  const values = { sender, receiver, offset, size, flags };
  if (message === MESSAGE_1_2) {
    writeStructure(bytes, 0, MESSAGE_1_2, { ...values, uuid: uuidValue(uuid, 'uuid') });
    return bytes;
  }
  if (!isNilUuid(uuid)) throw new RangeError(`uuid: the header of FF-A ${versionText(version)} has none`);
  writeStructure(bytes, 0, MESSAGE_1_1, values);
  return bytes;
}

function noHeader(version: number): string {
  return `FF-A ${versionText(version)} has no indirect message header`;
}

/** The layout a message's header has for a reader of a version: its own where too few bytes are there to tell; `undefined` in FF-A 1.0. */
export function messageLayout(bytes: Uint8Array, version: number): Layout<MessageField> | undefined {
  const { message } = layoutsOf(version);
  if (message === undefined || bytes.length < MESSAGE_1_1.size) return message;
  return readNumber(bytes, 0, MESSAGE_1_1.fields.offset) < message.size ? MESSAGE_1_1 : message;
}

/** What the headers of all versions have, from 20 bytes or more. */
export function readMessageFields(bytes: Uint8Array): Omit<MessageHeader, 'uuid'> {
  const { sender, receiver, offset, size, flags } = MESSAGE_1_1.fields;
  return {
    sender: readNumber(bytes, 0, sender),
    receiver: readNumber(bytes, 0, receiver),
    offset: readNumber(bytes, 0, offset),
    size: readNumber(bytes, 0, size),
    flags: readNumber(bytes, 0, flags),
  };
}

/** Reads the header of a message. The payload is not looked at and may lie outside. */
export function decodeMessageHeader(bytes: Uint8Array, version: number): Decoded<MessageHeader> {
  const layout = messageLayout(bytes, version);
  if (layout === undefined) return undecodable('header', 0, 0, noHeader(version));
  const cut = cutOff(bytes, 'header', 0, layout.size);
  if (cut !== undefined) return cut;
  const value = readMessageFields(bytes);
  if (layout !== MESSAGE_1_2) return { ok: true, value };
  return { ok: true, value: { ...value, uuid: readUuid(bytes, 0, MESSAGE_1_2.fields.uuid) } };
}
