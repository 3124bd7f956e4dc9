import { decodeMessageHeader } from '../abi/message-header.ts';
import { isNilUuid, type UuidWords } from '../abi/uuid.ts';
import { VERSION_1_2 } from '../abi/versions.ts';
import { type Program, read } from '../client/port.ts';
import type { DriverCore } from './driver-core.ts';

/** An indirect message that came. */
export interface Letter {
  readonly sender: number;
  readonly payload: Uint8Array;
  /** The service that it is for, where its header names one. */
  readonly uuid?: UuidWords;
}

/** Where a payload starts behind a header of FF-A 1.1 that is padded to eight bytes, and where at least behind one of 1.2. */
const AFTER_SHORT_HEADER = 24;
const AFTER_HEADER = 40;

/**
 * Takes the message out of RX and gives RX back. Undefined for one whose header is none, which is dropped.
 *
 * Source: clients-linux-uboot-pkvm 1.10.
 */
export function* takeLetter(core: DriverCore): Program<Letter | undefined> {
  const bytes = yield* read(core.state.mapped().rx, core.state.bufferBytes);
  yield* core.releaseRx();
  const decoded = decodeMessageHeader(bytes, VERSION_1_2);
  if (!decoded.ok) return undefined;
  const { sender, offset, size, uuid } = decoded.value;
  const known = offset === AFTER_SHORT_HEADER || offset >= AFTER_HEADER;
  if (!known || size === 0 || offset + size > bytes.length) return undefined;
  const service = uuid === undefined || isNilUuid(uuid) ? {} : { uuid };
  return { sender, payload: bytes.slice(offset, offset + size), ...service };
}
