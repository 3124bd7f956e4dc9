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

/** What an access descriptor of a response says. */
export type Listed = Pick<Receiver, 'id' | 'permissions' | 'flags' | 'impdef'>;

/** Header, access descriptors and composite, as a receiver of a version reads them: 32-bit words. */
export function headWords(
  { version, wantsNs }: Endpoint,
  sent: Transaction,
  listed: readonly Listed[],
  page: Page | undefined,
): number[] {
  const { headerSize, accessSize } = layoutOf(version);
  const old = headerSize === 32;
  const tellsWorld = !old || wantsNs;
  const attributes =
    (page?.device === true ? 0x10 : 0x2f) | (tellsWorld && page?.secure === false ? 0x40 : 0);
  const composite = headerSize + listed.length * accessSize;
  const words = [sent.senderId + attributes * 0x1_0000, (sent.flags & 1) | (TYPE_OF[sent.operation] << 3)];
  words.push(...halvesOf(sent.handle), ...halvesOf(sent.tag));
  words.push(old ? 0 : accessSize, listed.length);
  if (!old) words.push(headerSize, 0, 0, 0);
  for (const { id, permissions, flags, impdef } of listed) {
    words.push(id + permissions * 0x1_0000 + flags * 0x100_0000, composite);
    if (accessSize === 32) words.push(...(impdef ?? [0, 0, 0, 0]));
    words.push(0, 0);
  }
  words.push(sent.totalPages, sent.constituents.length, 0, 0);
  return words;
}

export function constituentWords(constituents: readonly Constituent[]): number[] {
  const words: number[] = [];
  for (const { address, pages } of constituents)
    words.push(address % 0x1_0000_0000, Math.floor(address / 0x1_0000_0000), pages, 0);
  return words;
}

/** Whether RX holds these words, and zeros behind them: what is different, or undefined. */
export function isSame(rx: DataView | undefined, words: readonly number[]): string | undefined {
  if (rx === undefined) return 'there is no RX to find the response in';
  for (let at = 0; at < rx.byteLength; at += 4) {
    const found = rx.getUint32(at, true);
    const wanted = at < words.length * 4 ? words[at / 4] : 0;
    if (found !== wanted)
      return `the word at byte ${at} of RX is 0x${found.toString(16)}, not 0x${wanted.toString(16)}`;
  }
  return undefined;
}
