/** Profiles of mediators: what they refuse to the normal world they do not refuse to secure partitions. */

import { expect, test } from 'vitest';
import { DATA_RO } from '../../src/core/abi/bits.ts';
import { Board } from '../../src/core/board/board.ts';
import { describeMachine } from '../../src/core/board/describe-machine.ts';
import { profileNamed } from '../../src/core/rules/profiles/registry.ts';

const GUEST = 0x4000_0000;
const VAULT = 0x0e00_0000;
const NOTARY = 0x0e01_0000;

/** A guest and two secure partitions behind Xen's mediator. Returns what becomes of a read-only share. */
function sharedReadOnly(from: 'guest' | 'vault', memory: number): string {
  const board = new Board(
    describeMachine({
      profile: profileNamed('xen')!,
      memory: [
        { name: 'dram', base: GUEST, pages: 16 },
        { name: 'secure', base: VAULT, pages: 32, secure: true },
      ],
      partitions: [
        { name: 'guest', id: 1, memory: [{ base: GUEST, pages: 16 }] },
        { name: 'vault', id: 0x8001, memory: [{ base: VAULT, pages: 16 }] },
        { name: 'notary', id: 0x8002, memory: [{ base: NOTARY, pages: 16 }] },
      ],
    }),
  );
  board.boot();
  let came = 'accepted';
  board.listen((event) => {
    if (event.kind === 'call' && event.refusal) came = `${event.refusal.rule} ${event.refusal.status}`;
  });
  try {
    board.perform(from, function* (ffa) {
      yield* ffa.start({ tx: memory, rx: memory + 0x1000, pages: 1 });
      const receivers = [{ endpoint: 0x8002, permissions: DATA_RO }];
      yield* ffa.share({ receivers, constituents: [{ address: memory + 0x2000, pages: 1 }] });
    });
  } catch {
    return came;
  }
  return came;
}

test.each([
  ['a guest', 'guest', GUEST, 'send/read-write-only NOT_SUPPORTED'],
  ['a secure partition', 'vault', VAULT, 'accepted'],
] as const)('Xen and a read-only share of %s', (_, from, memory, came) => {
  expect(sharedReadOnly(from, memory)).toBe(came);
});
