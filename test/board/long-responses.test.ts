/** Responses of several fragments, in addresses that have to be translated: every constituent is there once, whoever fetches in between. */

import { describe, expect, test } from 'vitest';
import { DATA_RW } from '../../src/core/abi/bits.ts';
import { decodeTransaction } from '../../src/core/abi/decode-transaction.ts';
import type { Constituent } from '../../src/core/abi/transaction.ts';
import { Board } from '../../src/core/board/board.ts';
import { describeMachine } from '../../src/core/board/describe-machine.ts';
import { describeRequest, fetchFragment, retrieveFirst } from '../../src/core/client/retrieve.ts';

const GUEST = 1;
const VAULT = 0x8001;
const HIDDEN = 0x8002;
const BORROWING = 0x9000_0000;
/** The guest sees this memory at 0: 513 pages here, the others there. */
const LOW = 0x4000_0000;
const HIGH = 0x5000_0000;
const PAGE = 0x1000;
const LOW_PAGES = 513;

const MACHINE = describeMachine({
  memory: [
    { name: 'low', base: LOW, pages: 1024 },
    { name: 'high', base: HIGH, pages: 1024 },
    { name: 'secure', base: 0xe00_0000, pages: 64, secure: true },
  ],
  partitions: [
    {
      name: 'guest',
      id: GUEST,
      memory: [
        { at: 0, base: LOW, pages: LOW_PAGES },
        { at: LOW_PAGES * PAGE, base: HIGH, pages: 1024 },
      ],
      buffers: { tx: 0, rx: PAGE, pages: 1 },
    },
    {
      name: 'vault',
      id: VAULT,
      memory: [{ base: 0xe00_0000, pages: 16 }],
      buffers: { tx: 0xe00_0000, rx: 0xe00_1000, pages: 1 },
    },
    {
      name: 'hidden',
      id: HIDDEN,
      memory: [{ at: 0, base: 0xe01_0000, pages: 16 }],
      borrowing: { at: BORROWING, pages: 2048 },
      buffers: { tx: PAGE, rx: 2 * PAGE, pages: 1 },
    },
  ],
});

/** Two pages each, side by side. The one in the middle crosses from LOW to HIGH. */
const SENT: readonly Constituent[] = Array.from({ length: 600 }, (_, index) => ({
  address: (2 + 2 * index) * PAGE,
  pages: 2,
}));

/** What a borrower of physical addresses has to see of them: each as it is, but for the one in two pieces. */
const PHYSICAL: readonly Constituent[] = SENT.flatMap(({ address }) => {
  const page = address / PAGE;
  if (page === LOW_PAGES - 1)
    return [
      { address: LOW + address, pages: 1 },
      { address: HIGH, pages: 1 },
    ];
  return [{ address: page < LOW_PAGES ? LOW + address : HIGH + (page - LOW_PAGES) * PAGE, pages: 2 }];
});

/** And one who has addresses of its own. */
const PLACED: readonly Constituent[] = SENT.map((_, index) => ({
  address: BORROWING + 2 * index * PAGE,
  pages: 2,
}));

const RECEIVERS = [VAULT, HIDDEN].map((endpoint) => ({ endpoint, permissions: DATA_RW }));

function shared(): { readonly board: Board; readonly handle: bigint } {
  const board = new Board(MACHINE);
  board.boot();
  for (const { name, buffers } of MACHINE.partitions) board.perform(name, (ffa) => ffa.start(buffers));
  const handle = board.perform('guest', (ffa) => ffa.share({ receivers: RECEIVERS, constituents: SENT }));
  return { board, handle };
}

/** A response that is fetched piece by piece, when told to. */
class Fetching {
  private readonly pieces: Uint8Array[] = [];
  private readonly board: Board;
  private readonly name: string;
  private readonly handle: bigint;
  private readonly total: number;

  constructor(board: Board, name: string, handle: bigint) {
    this.board = board;
    this.name = name;
    this.handle = handle;
    const options = { handle, sender: GUEST, receivers: RECEIVERS };
    const { total, fragment } = board.perform(name, ({ driver }) =>
      retrieveFirst(driver, describeRequest(driver, options)),
    );
    this.total = total;
    this.pieces.push(fragment);
  }

  get complete(): boolean {
    return this.length === this.total;
  }

  more(): void {
    this.pieces.push(
      this.board.perform(this.name, ({ driver }) => fetchFragment(driver, this.handle, this.length)),
    );
  }

  /** As if the last fragment had not been fetched. */
  undo(): void {
    this.pieces.pop();
  }

  /** Asks for the last fragment once more: it is the same. */
  repeat(): void {
    const last = this.pieces.at(-1)!;
    const again = this.board.perform(this.name, ({ driver }) =>
      fetchFragment(driver, this.handle, this.length - last.length),
    );
    expect(again).toEqual(last);
  }

  get constituents(): readonly Constituent[] | undefined {
    const decoded = decodeTransaction(Uint8Array.from(this.pieces.flatMap((piece) => [...piece])), 0x1_0003);
    return decoded.ok ? decoded.value.composite?.constituents : undefined;
  }

  private get length(): number {
    return this.pieces.reduce((sum, { length }) => sum + length, 0);
  }
}

describe.each([
  ['vault', PHYSICAL],
  ['hidden', PLACED],
] as const)('%s', (name, expected) => {
  test('fetches all, one fragment after the other', () => {
    const { board, handle } = shared();
    const fetching = new Fetching(board, name, handle);

    while (!fetching.complete) fetching.more();

    expect(fetching.constituents).toEqual(expected);
  });

  test('fetches all, and each fragment twice', () => {
    const { board, handle } = shared();
    const fetching = new Fetching(board, name, handle);

    while (!fetching.complete) {
      fetching.more();
      if (!fetching.complete) fetching.repeat();
    }

    expect(fetching.constituents).toEqual(expected);
  });

  test('fetches all on a board that was put back in between', () => {
    const { board, handle } = shared();
    const fetching = new Fetching(board, name, handle);
    const saved = board.save();
    fetching.more();
    fetching.undo();
    board.restore(saved);

    while (!fetching.complete) fetching.more();

    expect(fetching.constituents).toEqual(expected);
  });
});

test('two fetch by turns, and each gets its own', () => {
  const { board, handle } = shared();
  const [vault, hidden] = ['vault', 'hidden'].map((name) => new Fetching(board, name, handle));

  while (!vault!.complete || !hidden!.complete) {
    if (!vault!.complete) vault!.more();
    if (!hidden!.complete) hidden!.more();
  }

  expect(vault!.constituents).toEqual(PHYSICAL);
  expect(hidden!.constituents).toEqual(PLACED);
});
