/** Guests of a mediator that are VMs as well: whatever holds a page in one protocol, at the mediator or behind it, holds it in the other. */

import { describe, expect, test } from 'vitest';
import { DATA_RW } from '../../src/core/abi/bits.ts';
import { Board } from '../../src/core/board/board.ts';
import { describeMachine } from '../../src/core/board/describe-machine.ts';
import { FfaError } from '../../src/core/client/errors.ts';
import { RmError } from '../../src/core/gunyah/client/errors.ts';
import { parcelOf } from '../../src/core/gunyah/client/resource-client.ts';
import { TRANSFER } from '../../src/core/gunyah/wire/values.ts';
import { mediatorNamed } from '../../src/core/rules/profiles/mediators.ts';

const DRAM = 0x4000_0000;
const FIRST = 0x4010_0000;
const SECOND = 0x4020_0000;
const SECURE = 0xe00_0000;
const PAGE = FIRST + 0x4000;
const VAULT = 0x8001;

const at = (base: number, pages: number) => ({
  memory: [{ base, pages }],
  buffers: { tx: base, rx: base + 0x1000, pages: 1 },
});

/** Two guests of a hypervisor, both VMs, and a secure partition. */
function started(profile: string): Board {
  const guests = [
    { name: 'first', id: 1, ...at(FIRST, 256) },
    { name: 'second', id: 2, ...at(SECOND, 256) },
    { name: 'vault', id: VAULT, ...at(SECURE, 16) },
  ];
  const board = new Board(
    describeMachine({
      mediator: { profile: mediatorNamed(profile)! },
      memory: [
        { name: 'dram', base: DRAM, pages: 0x300 },
        { name: 'secure', base: SECURE, pages: 16, secure: true },
      ],
      partitions: [{ name: 'host', id: 0, ...at(DRAM, 256) }, ...guests],
      vms: [
        { name: 'first', vmid: 3 },
        { name: 'second', vmid: 45 },
      ],
    }),
  );
  board.boot();
  for (const { name, buffers } of guests) board.perform(name, (ffa) => ffa.start(buffers));
  return board;
}

function share(board: Board, to: number): bigint {
  const receivers = [{ endpoint: to, permissions: DATA_RW }];
  return board.perform('first', (ffa) =>
    ffa.share({ receivers, constituents: [{ address: PAGE, pages: 1 }] }),
  );
}

function lend(board: Board, base: number): void {
  board.vms.perform('first', (rm) => rm.lend(parcelOf([{ vmid: 45, rights: 6 }], [{ base, size: 0x1000 }])));
}

/** The rules that refuse something, in either protocol. */
function refused(board: Board, act: () => unknown): readonly string[] {
  const rules: string[] = [];
  const end = board.listen((event) => {
    if ((event.kind === 'call' || event.kind === 'request') && event.refusal) rules.push(event.refusal.rule);
  });
  try {
    act();
  } catch (error) {
    if (!(error instanceof FfaError || error instanceof RmError)) throw error;
  }
  end();
  return rules;
}

describe.each(['spec', 'gunyah'])('under the profile %s, no parcel is made of', (profile) => {
  test.each([
    ['TX', FIRST],
    ['RX', FIRST + 0x1000],
  ])('%s', (_, base) => {
    const board = started(profile);
    expect(refused(board, () => lend(board, base))).toEqual(['rm-region/held']);
  });

  test('what a secure partition was sent', () => {
    const board = started(profile);
    share(board, VAULT);
    expect(refused(board, () => lend(board, PAGE))).toEqual(['rm-region/held']);
  });
});

test('no parcel is made of what another guest was sent, which the manager behind knows nothing of', () => {
  const board = started('spec');
  const handle = share(board, 2);

  expect(refused(board, () => lend(board, PAGE))).toEqual(['rm-region/held']);

  board.perform('first', (ffa) => ffa.reclaim(handle));
  expect(refused(board, () => lend(board, PAGE))).toEqual([]);
});

test.each([
  ['a secure partition', VAULT],
  ['another guest', 2],
])('nothing of a parcel is sent to %s', (_, to) => {
  const board = started('spec');
  lend(board, PAGE);
  board.vms.perform('second', (rm) => rm.accept(0, { transfer: TRANSFER.LEND }));

  expect(refused(board, () => share(board, to))).toEqual(['send/held']);

  board.vms.perform('second', (rm) => rm.release(0));
});
