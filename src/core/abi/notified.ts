/** The lists of FFA_NOTIFICATION_INFO_GET. Source: ffa-hafnium 1.9. */

import { type Frame, x } from './frame.ts';

/** An endpoint with pending notifications. */
export interface Notified {
  readonly endpoint: number;
  /** The vCPUs that have some of their own; none where they are the endpoint's. */
  readonly vcpus: readonly number[];
}

/** Bit 0 of x2: ask again for the rest. */
export const MORE_NOTIFIED = 0x1;
/** Bits 11:7 of x2 count the lists. */
export const LISTS_SHIFT = 7;

const IDS = [3, 4, 5, 6, 7] as const;

/**
 * What one answer to FFA_NOTIFICATION_INFO_GET lists: x2 says how many lists there are and how long each is, x3..x7 hold their ids, four in
 * each register, two where the answer has 32 bits. Undefined for lists that the registers cannot hold.
 */
export function notifiedIn(answer: Frame, width: 32 | 64): readonly Notified[] | undefined {
  const lists = Number((x(answer, 2) >> BigInt(LISTS_SHIFT)) & 0x1fn);
  const ids = Uint16Array.from(IDS.flatMap((register) => idsOf(x(answer, register), width)));
  const found: Notified[] = [];
  let at = 0;
  for (let list = 0; list < lists; list++) {
    const length = 1 + Number((x(answer, 2) >> BigInt(12 + 2 * list)) & 0x3n);
    if (at + length > ids.length) return undefined;
    const [endpoint = 0, ...vcpus] = ids.subarray(at, at + length);
    found.push({ endpoint, vcpus });
    at += length;
  }
  return found;
}

function idsOf(register: bigint, width: 32 | 64): readonly number[] {
  return [0n, 16n, 32n, 48n].slice(0, width / 16).map((shift) => Number((register >> shift) & 0xffffn));
}
