import { layoutsOf, MESSAGE_1_1 } from '../abi/layouts.ts';
import { decodeMessageHeader, encodeMessageHeader } from '../abi/message-header.ts';
import type { UuidWords } from '../abi/uuid.ts';
import { versionText } from '../abi/versions.ts';
import { releaseRx } from './discovery.ts';
import { type DriverState, expectSuccess } from './driver.ts';
import { NotNowError } from './errors.ts';
import { type Program, read, write } from './port.ts';

/** An indirect message as its receiver reads it. */
export interface Letter {
  readonly sender: number;
  readonly payload: Uint8Array;
  /** The service it is for, where the header says so. */
  readonly uuid?: UuidWords;
}

/** Sends a message through TX to the RX of another endpoint. Throws a NotNowError in FF-A 1.0, which has no such messages. */
export function* sendMessage(
  driver: DriverState,
  receiver: number,
  payload: Uint8Array,
  options: { readonly uuid?: UuidWords; readonly flags?: number } = {},
): Program {
  const { uuid, flags = 0 } = options;
  refuseOldVersion(driver);
  const offset = (layoutsOf(driver.version).message ?? MESSAGE_1_1).size;
  const header = encodeMessageHeader(
    {
      sender: driver.id,
      receiver,
      offset,
      size: payload.length,
      flags: 0,
      ...(uuid === undefined ? {} : { uuid }),
    },
    driver.version,
  );
  const { tx } = driver.mapped();
  yield* write(tx, header);
  yield* write(tx + offset, payload);
  yield* expectSuccess('FFA_MSG_SEND2', { 2: flags });
}

/**
 * Reads the message in RX and releases RX. The endpoint has to have taken its notifications before, where it has any: until then the manager
 * does not take RX back. Throws a NotNowError when there is no whole message in RX, and in FF-A 1.0.
 */
export function* receiveMessage(driver: DriverState): Program<Letter> {
  refuseOldVersion(driver);
  const bytes = yield* read(driver.mapped().rx, driver.bufferBytes);
  const decoded = decodeMessageHeader(bytes, driver.version);
  yield* releaseRx();
  if (!decoded.ok || decoded.value.offset + decoded.value.size > bytes.length)
    throw new NotNowError('RX does not hold a whole message');
  const { sender, offset, size, uuid } = decoded.value;
  return { sender, payload: bytes.slice(offset, offset + size), ...(uuid === undefined ? {} : { uuid }) };
}

function refuseOldVersion(driver: DriverState): void {
  if (!driver.behaviours.indirectMessages)
    throw new NotNowError(`FF-A ${versionText(driver.version)} has no indirect messages`);
}
