/** Managers that write into one ledger have room of their own each: what one of them keeps leaves the others as much as their limits say. */

import { describe, expect, test } from 'vitest';
import { DATA_RW } from '../../src/core/abi/bits.ts';
import { Board } from '../../src/core/board/board.ts';
import { describeMachine } from '../../src/core/board/describe-machine.ts';
import { FfaError } from '../../src/core/client/errors.ts';
import { parcelOf } from '../../src/core/gunyah/client/resource-client.ts';
import type { Limits } from '../../src/core/rules/limits.ts';

const DRAM = 0x4000_0000;
const SECURE = 0xe00_0000;
const GUEST = DRAM + 0x10_0000;
const VAULT = 0x8001;
const PEER = 45;

const ROOM_FOR_ONE: readonly (readonly [Partial<Limits>, rule: string])[] = [
  [{ transactions: 1 }, 'send/transactions-full'],
  [{ constituents: 1 }, 'send/constituents-full'],
  [{ borrowers: 1 }, 'send/borrowers-full'],
];

/** A partition that is a VM too, or guests' hypervisor; a guest of it; a secure partition; and a VM. */
function board(limits: Partial<Limits>, mediated: boolean): Board {
  const made = new Board(
    describeMachine({
      limits,
      ...(mediated ? { mediator: { limits } } : {}),
      memory: [
        { name: 'dram', base: DRAM, pages: 512 },
        { name: 'secure', base: SECURE, pages: 16, secure: true },
      ],
      partitions: [
        {
          name: 'os',
          id: 0,
          memory: [{ base: DRAM, pages: 256 }],
          buffers: { tx: DRAM, rx: DRAM + 0x1000, pages: 1 },
        },
        { name: 'guest', id: 1, memory: [{ base: GUEST, pages: 256 }] },
        { name: 'vault', id: VAULT, memory: [{ base: SECURE, pages: 16 }] },
      ],
      vms: mediated
        ? []
        : [
            { name: 'guest', vmid: 3 },
            { name: 'peer', vmid: PEER, borrowing: { at: 0x8000_0000, pages: 64 } },
          ],
    }),
  );
  made.boot();
  made.perform('vault', (ffa) => ffa.start({ tx: SECURE, rx: SECURE + 0x1000, pages: 1 }));
  made.perform('guest', (ffa) => ffa.start({ tx: GUEST, rx: GUEST + 0x1000, pages: 1 }));
  return made;
}

/** Shares a page of the guest's with the vault. Returns the rule that refuses it, or the handle. */
function share(made: Board, page: number): string | bigint {
  let rule = '';
  const end = made.listen((event) => {
    if (event.kind === 'call' && event.refusal) rule = event.refusal.rule;
  });
  try {
    return made.perform('guest', (ffa) =>
      ffa.share({
        receivers: [{ endpoint: VAULT, permissions: DATA_RW }],
        constituents: [{ address: GUEST + page * 0x1000, pages: 1 }],
      }),
    );
  } catch (error) {
    if (error instanceof FfaError) return rule;
    throw error;
  } finally {
    end();
  }
}

describe.each(ROOM_FOR_ONE)('a partition manager with room for %o', (limits, rule) => {
  test('has it beside parcels of the resource manager', () => {
    const made = board(limits, false);
    for (let page = 16; page < 80; page++)
      made.vms.perform('guest', (rm) =>
        rm.lend(parcelOf([{ vmid: PEER, rights: 6 }], [{ base: GUEST + page * 0x1000, size: 0x1000 }])),
      );

    expect(share(made, 2)).toEqual(expect.any(BigInt));
    expect(share(made, 4)).toBe(rule);
  });

  test('has it beneath a mediator with as much', () => {
    const made = board(limits, true);

    const handle = share(made, 2);
    expect(handle).toEqual(expect.any(BigInt));
    expect(share(made, 4)).toBe(rule);

    made.perform('guest', (ffa) => ffa.reclaim(handle as bigint));
    expect(share(made, 4)).toEqual(expect.any(BigInt));
  });
});
