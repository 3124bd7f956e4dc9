/** Indirect messages in the words of tests. Headers are written out, not encoded. */

import { VERSION_1_2 } from '../../../src/core/abi/versions.ts';
import type { Actor, Answer } from './actor.ts';
import { FFA } from './ids.ts';

export interface Letter {
  readonly flags?: number;
  readonly reserved?: number;
  /** Where the payload starts: behind the header of the sender's version, where nothing is said. */
  readonly offset?: number;
  readonly receiver: number;
  readonly sender: number;
  readonly payload?: readonly number[];
  /** Bytes of payload as the header says; the truth, where nothing is said. */
  readonly size?: number;
}

/** Header and payload. FF-A 1.2 adds a reserved word and a UUID to the header, which are left zero. */
export function letterOf(
  version: number,
  { flags = 0, reserved = 0, receiver, sender, payload = [], ...more }: Letter,
): Uint8Array {
  const { offset = version >= VERSION_1_2 ? 40 : 20, size = payload.length } = more;
  const bytes = new Uint8Array(Math.min(4096, Math.max(40, offset + payload.length)));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, flags, true);
  view.setUint32(4, reserved, true);
  view.setUint32(8, offset, true);
  view.setUint16(12, receiver, true);
  view.setUint16(14, sender, true);
  view.setUint32(16, size, true);
  payload.forEach((byte, index) => {
    if (offset + index < bytes.length) bytes[offset + index] = byte;
  });
  return bytes;
}

/** Writes a message to TX and sends it. */
export function post(from: Actor, letter: Letter, w1 = 0, w2 = 0): Answer {
  from.put(letterOf(from.version, letter));
  return from.call(FFA.MSG_SEND2, w1, w2);
}
