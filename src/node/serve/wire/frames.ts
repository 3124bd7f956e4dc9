/**
 * What every frame begins with, in both directions: the length of the whole frame (32 bits), the verb (16), zero (16), the cookie (32)
 * and the code (32, signed).
 */
const HEADER_BYTES = 16;
const VERB_AT = 4;
const RESERVED_AT = 6;
const COOKIE_AT = 8;
const CODE_AT = 12;

/** Set in the verb of an answer. */
export const ANSWER = 0x8000;

/** The longest frame, header included. */
export const MOST_FRAME_BYTES = 0x1_0000;
/** The longest message in a frame. */
export const MOST_MESSAGE_BYTES: number = MOST_FRAME_BYTES - HEADER_BYTES;

/** A message and what its header says. */
export interface Frame {
  readonly verb: number;
  /** Chosen by whoever asks; an answer repeats it. */
  readonly cookie: number;
  /** Zero, or in an answer the negative number of what went wrong. */
  readonly code: number;
  readonly message: Uint8Array;
}

/** A header that nothing can follow: the length is no length of a frame, or what must be zero is not. */
export interface BrokenFrame {
  readonly broken: 'length' | 'reserved';
  readonly verb: number;
  readonly cookie: number;
}

/** Writes a frame. Throws a RangeError for a message that is too long. */
export function encodeFrame({ verb, cookie, code, message }: Frame): Uint8Array {
  if (message.length > MOST_MESSAGE_BYTES)
    throw new RangeError(`a message of ${message.length} bytes fits no frame`);
  const bytes = Buffer.alloc(HEADER_BYTES + message.length);
  bytes.writeUInt32LE(bytes.length, 0);
  bytes.writeUInt16LE(verb, VERB_AT);
  bytes.writeUInt32LE(cookie, COOKIE_AT);
  bytes.writeInt32LE(code, CODE_AT);
  bytes.set(message, HEADER_BYTES);
  return bytes;
}

/** Takes frames out of a stream, however it is cut. Holds no more than one frame and what came with its end. */
export class FrameReader {
  private pending: Buffer = Buffer.alloc(0);

  push(chunk: Uint8Array): void {
    this.pending = this.pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.pending, chunk]);
  }

  /** The next frame; undefined while it has not arrived. After a broken one, nothing that follows makes sense. */
  next(): Frame | BrokenFrame | undefined {
    const { pending } = this;
    if (pending.length < HEADER_BYTES) return undefined;
    const length = pending.readUInt32LE(0);
    const verb = pending.readUInt16LE(VERB_AT);
    const cookie = pending.readUInt32LE(COOKIE_AT);
    if (length < HEADER_BYTES || length > MOST_FRAME_BYTES) return { broken: 'length', verb, cookie };
    if (pending.readUInt16LE(RESERVED_AT) !== 0) return { broken: 'reserved', verb, cookie };
    if (pending.length < length) return undefined;
    this.pending = pending.subarray(length);
    const code = pending.readInt32LE(CODE_AT);
    return { verb, cookie, code, message: pending.subarray(HEADER_BYTES, length) };
  }
}
