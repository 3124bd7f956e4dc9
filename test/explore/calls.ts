/** Moves written by hand: what partitions of the proving ground do to each other. */

import { writeDescriptor } from '../../src/core/explore/grammar/words.ts';
import type { CallMove, Move } from '../../src/core/explore/move.ts';

/** Places of partitions on the proving ground, and their ids. */
export const OS = 0;
const VM = 1;
export const VAULT = 2;
export const NOTARY = 3;
export const ID = { [OS]: 0, [VM]: 1, [VAULT]: 0x8001, [NOTARY]: 0x8002 } as const;
/** The first page of each that is no buffer. */
export const FREE = { [OS]: 0x12, [VM]: 0x152, [VAULT]: 0x192, [NOTARY]: 0x1b2 } as const;

type Who = keyof typeof ID;

const BUFFERS = { [OS]: 0x10, [VM]: 0x150, [VAULT]: 0x190, [NOTARY]: 0x1b0 } as const;
const CALL = { share: 0x8400_0073, lend: 0x8400_0072, donate: 0x8400_0071 } as const;

/** FF-A 1.1 and buffers. */
export function start(...who: readonly Who[]): Move[] {
  return who.flatMap((by): Move[] => [
    { do: 'call', by, words: [0x8400_0063, 0x1_0001] },
    { do: 'call', by, words: [0x8400_0066, BUFFERS[by] * 0x1000, (BUFFERS[by] + 1) * 0x1000, 1] },
  ]);
}

/** Sends one page, read-write, in a descriptor of FF-A 1.1. */
export function send(
  operation: keyof typeof CALL,
  by: Who,
  to: Who,
  { page = FREE[by] as number, flags = 0, as = 1, permissions = 2 } = {},
): CallMove {
  const tx = writeDescriptor({
    ...{ version: 0x1_0001, sender: ID[by], attributes: operation === 'share' ? 0x2f : 0, flags, tag: 0 },
    receivers: [{ id: ID[to], permissions: operation === 'donate' ? 0 : permissions }],
    constituents: [[page, 1]],
    impdef: 0,
  });
  return { do: 'call', by, words: [CALL[operation], tx.length * 4, tx.length * 4], tx, as };
}

/** The receiver takes what was sent: all that it was granted, nothing to be executed. */
export function retrieve(
  operation: keyof typeof CALL,
  from: Who,
  by: Who,
  of = 1,
  permissions = 2,
): CallMove {
  const tx = writeDescriptor({
    ...{ version: 0x1_0001, sender: ID[from], attributes: 0, flags: 0, tag: 0, constituents: undefined },
    receivers: [{ id: ID[by], permissions: operation === 'share' ? permissions : permissions | 4 }],
    impdef: 0,
  });
  return { do: 'call', by, words: [0x8400_0074, tx.length * 4, tx.length * 4], tx, handle: { of } };
}

export function release(by: Who): CallMove {
  return { do: 'call', by, words: [0x8400_0065] };
}

export function reclaim(by: Who, of = 1, flags = 0): CallMove {
  return { do: 'call', by, words: [0x8400_0077, 0, 0, flags], handle: { of } };
}
