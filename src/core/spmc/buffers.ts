import { type Frame, high, w } from '../abi/frame.ts';
import { widthOfId } from '../abi/functions.ts';
import { PAGE_WORDS } from '../memory/pages.ts';
import { RX } from './endpoints.ts';
import type { Manager } from './manager.ts';

/** Bytes of an endpoint's TX or RX buffer; 0 when it has none. */
export function bufferBytes(m: Manager, slot: number): number {
  return m.endpoints.bufferPages[slot] * PAGE_WORDS * 4;
}

/** Whether a descriptor call names the address of a buffer other than TX. It has 64 bits in the 64-bit form. */
export function namesBuffer(frame: Frame): boolean {
  return w(frame, 3) !== 0 || (high(frame, 3) !== 0 && widthOfId(w(frame, 0)) === 64);
}

/**
 * Copies the first `bytes` bytes of an endpoint's TX buffer to the inbox. This is the only time they are read: everything later works on
 * the copy, so the endpoint may rewrite the buffer at any moment. False when the buffer cannot be accessed.
 */
export function readTx(m: Manager, slot: number, bytes: number): boolean {
  const words = (bytes + 3) >>> 2;
  const first = slot * m.limits.mailboxPages;
  for (let index = 0; index * PAGE_WORDS < words; index++) {
    const left = Math.min(words - index * PAGE_WORDS, PAGE_WORDS);
    if (!m.memory.read(m.endpoints.txPage[first + index], m.inboxPages[index], left)) return false;
  }
  return true;
}

/**
 * Writes the first `words` words of `from`, which is the outbox unless somebody's TX goes over as it is, to an endpoint's RX buffer,
 * clears the rest of it and hands it over. False when a page of it cannot be accessed: then nothing is written, and it stays with the
 * manager.
 */
export function writeRx(
  m: Manager,
  slot: number,
  words: number,
  from: readonly Uint32Array[] = m.outboxPages,
): boolean {
  const first = slot * m.limits.mailboxPages;
  const pages = m.endpoints.bufferPages[slot];
  for (let index = 0; index < pages; index++)
    if (m.memory.reachable(m.endpoints.rxPage[first + index], 1) === 0) return false;
  for (let index = 0; index < pages; index++) {
    const page = m.endpoints.rxPage[first + index];
    const left = words - index * PAGE_WORDS;
    const written =
      left > 0 ? m.memory.write(page, from[index], Math.min(left, PAGE_WORDS)) : m.memory.zero(page, 1);
    if (!written) return false;
  }
  m.endpoints.rx[slot] = RX.FULL;
  return true;
}
