/** What a manager writes to RX. Source: ffa-hafnium 2, 3.5. */

import { layoutOf } from './descriptor.ts';
import { TYPE_OF } from './operation.ts';
import {
  type Constituent,
  type Endpoint,
  halvesOf,
  type Page,
  type Receiver,
  type Transaction,
} from './state.ts';

/** Bytes in front of the constituents. */
export function headSize(version: number, listed: number): number {
  const { headerSize, accessSize } = layoutOf(version);
  return headerSize + listed * accessSize + 16;
}

/** Header, access descriptors and composite, as a receiver of a version reads them. */
export function headBytes(
  { version, wantsNs }: Endpoint,
  sent: Transaction,
  listed: readonly Receiver[],
  page: Page | undefined,
): number[] {
  const { headerSize, accessSize } = layoutOf(version);
  const old = headerSize === 32;
  const tellsWorld = !old || wantsNs;
  const attributes =
    (page?.device === true ? 0x10 : 0x2f) | (tellsWorld && page?.secure === false ? 0x40 : 0);
  const composite = headerSize + listed.length * accessSize;
  const [low, high] = halvesOf(sent.handle);
  const [tagLow, tagHigh] = halvesOf(sent.tag);
  return [
    ...bytesOf(sent.senderId, 2),
    ...bytesOf(attributes, 2),
    ...bytesOf((sent.flags & 1) | (TYPE_OF[sent.operation] << 3), 4),
    ...[low, high, tagLow, tagHigh].flatMap((word) => bytesOf(word, 4)),
    ...bytesOf(old ? 0 : accessSize, 4),
    ...bytesOf(listed.length, 4),
    ...(old ? [] : [...bytesOf(headerSize, 4), ...bytesOf(0, 12)]),
    ...listed.flatMap(({ id, permissions, flags, impdef }) => [
      ...bytesOf(id, 2),
      permissions,
      flags,
      ...bytesOf(composite, 4),
      ...(accessSize === 16 ? [] : (impdef ?? [0, 0, 0, 0]).flatMap((word) => bytesOf(word, 4))),
      ...bytesOf(0, 8),
    ]),
    ...bytesOf(sent.totalPages, 4),
    ...bytesOf(sent.constituents.length, 4),
    ...bytesOf(0, 8),
  ];
}

export function constituentBytes(constituents: readonly Constituent[]): number[] {
  return constituents.flatMap(({ address, pages }) => [
    ...bytesOf(address % 0x1_0000_0000, 4),
    ...bytesOf(Math.floor(address / 0x1_0000_0000), 4),
    ...bytesOf(pages, 4),
    ...bytesOf(0, 4),
  ]);
}

/** Whether RX holds these bytes, and zeros behind them: what is different, or undefined. */
export function isSame(rx: Uint8Array | undefined, bytes: readonly number[]): string | undefined {
  if (rx === undefined) return 'there is no RX to find the response in';
  const at = rx.findIndex((byte, index) => byte !== (bytes[index] ?? 0));
  return at < 0
    ? undefined
    : `byte ${at} of RX is 0x${rx[at].toString(16)}, not 0x${(bytes[at] ?? 0).toString(16)}`;
}

/** Little-endian. */
function bytesOf(value: number, count: number): number[] {
  const bytes: number[] = [];
  for (let index = 0; index < count; index++) bytes.push(index < 4 ? (value >>> (8 * index)) & 0xff : 0);
  return bytes;
}
