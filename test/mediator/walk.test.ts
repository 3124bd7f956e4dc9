/** Hostile guests, guests that die between any two calls, and a manager that lies: nothing crosses guests, nothing leaks, the others go on. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { receiverOf } from '../../src/core/abi/transaction.ts';
import { ownerOf, transactionOf } from '../../src/core/memory/page-word.ts';
import { FFA } from '../spmc/support/ids.ts';
import { A_HIGH, A_LOW, type Actor, B_MEMORY, VAULT_ID, type World, world } from './world.ts';

const PAGES = 64;
const FIRST: Readonly<Record<string, readonly number[]>> = { a: [A_LOW, A_HIGH], b: [B_MEMORY] };

type Deed = (w: World, handles: bigint[]) => void;

const guestName = fc.constantFrom('a' as const, 'b' as const);
const page = fc.integer({ min: 0, max: 140 });
const ids = fc.constantFrom(...Object.values(FFA));

/** A call of a guest that may not be there. */
function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!/has not been created|waits for another|has aborted|fault/.test((error as Error).message))
      throw error;
  }
}

function descriptor(
  guest: Actor,
  to: number,
  memory: readonly (readonly [number, number])[],
  lends: boolean,
) {
  const constituents = memory.map(([first, pages]) => ({ address: first * 0x1000, pages }));
  const receivers = [receiverOf({ endpoint: to, permissions: 2 })];
  const attributes = lends ? 0 : 0x2f;
  const common = { sender: guest.id, attributes, flags: 0, handle: 0n, tag: 0n, receivers };
  return encodeTransaction({ ...common, composite: { constituents } }, 0x1_0002);
}

function noteHandle(handles: bigint[], words: readonly number[]): void {
  const at = words[0] === FFA.MEM_FRAG_RX ? 1 : 2;
  if (words[0] === FFA.MEM_FRAG_RX || words[0] === FFA.SUCCESS)
    handles.push(BigInt(words[at]!) | (BigInt(words[at + 1]!) << 32n));
}

const deeds: fc.Arbitrary<Deed> = fc.oneof(
  guestName.map<Deed>((name) => (w) => attempt(() => begin(w[name]))),
  fc
    .tuple(
      guestName,
      fc.constantFrom(VAULT_ID, 1, 2),
      fc.array(fc.tuple(page, fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      fc.boolean(),
    )
    .map<Deed>(
      ([name, to, memory, lends, cut]) =>
        (w, handles) =>
          attempt(() => {
            const bytes = descriptor(w[name], to, memory, lends);
            w[name].write(0, bytes);
            const first = cut ? 112 : bytes.length;
            noteHandle(
              handles,
              w[name].call(lends ? FFA.MEM_LEND : FFA.MEM_SHARE, bytes.length, first).words,
            );
            if (cut) w[name].write(0, bytes.subarray(112));
          }),
    ),
  fc.tuple(guestName, fc.nat(20), fc.constantFrom(16, 32, 48)).map<Deed>(
    ([name, which, length]) =>
      (w, handles) =>
        attempt(() => {
          const handle = handles[which] ?? 0n;
          w[name].call(FFA.MEM_FRAG_TX, handle & 0xffff_ffffn, handle >> 32n, length);
        }),
  ),
  fc.tuple(guestName, fc.nat(20)).map<Deed>(
    ([name, which]) =>
      (w, handles) =>
        attempt(() => {
          const handle = handles[which] ?? 5n;
          w[name].call(FFA.MEM_RECLAIM, handle & 0xffff_ffffn, handle >> 32n);
        }),
  ),
  fc.tuple(guestName, guestName, fc.nat(20)).map<Deed>(
    ([name, sender, which]) =>
      (w, handles) =>
        attempt(() => {
          const receivers = [receiverOf({ endpoint: w[name].id, permissions: 2 })];
          const common = { sender: w[sender].id, attributes: 0, flags: 0, tag: 0n, receivers };
          const bytes = encodeTransaction({ ...common, handle: handles[which] ?? 0n }, 0x1_0002);
          w[name].write(0, bytes);
          w[name].call(FFA.MEM_RETRIEVE_REQ, bytes.length, bytes.length);
        }),
  ),
  fc
    .tuple(
      guestName,
      ids,
      fc.array(fc.oneof(fc.nat(4), fc.integer({ min: 0, max: 0xffff_ffff })), { maxLength: 7 }),
    )
    .map<Deed>(
      ([name, id, args]) =>
        (w) =>
          attempt(() => w[name].call(id, ...args)),
    ),
  fc.tuple(guestName, fc.uint8Array({ maxLength: 160 })).map<Deed>(
    ([name, bytes]) =>
      (w) =>
        attempt(() => w[name].write(0, bytes)),
  ),
  guestName.map<Deed>((name) => (w) => w.board.abort(name)),
  guestName.map<Deed>((name) => (w) => w.board.create(name)),
  fc.constant<Deed>((w) => w.board.tick()),
  fc.tuple(ids, fc.array(fc.nat(200), { maxLength: 5 }), fc.nat(2)).map<Deed>(
    ([id, words, after]) =>
      (w) =>
        w.lie([id, ...words], after),
  ),
);

function begin(guest: Actor): void {
  guest.call(FFA.VERSION, 0x1_0002);
  guest.map();
}

/** Every page of a guest is its own, and no guest can reach another's but by a transaction that names it. */
function expectApart(w: World): void {
  const { ledger, spmc } = w.board;
  const party = (name: string) => spmc.state.endpoints.party[w.board.endpoint(name)]!;
  for (const [name, bases] of Object.entries(FIRST))
    for (const base of bases)
      for (let index = 0; index < PAGES; index++) {
        const at = base / 0x1000 + index;
        const word = ledger.map.get(at);
        expect(ownerOf(word)).toBe(party(name));
        const other = party(name === 'a' ? 'b' : 'a');
        if (transactionOf(word) === 0) expect(ledger.rights(other, at)).toBe(0);
        else if (ledger.borrowerOf(transactionOf(word), other) === 0)
          expect(ledger.rights(other, at)).toBe(0);
      }
}

it('whatever guests do, and whatever the manager says', () => {
  fc.assert(
    fc.property(fc.array(deeds, { maxLength: 40 }), (walk) => {
      const w = world().started();
      const handles: bigint[] = [];
      for (const deed of walk) deed(w, handles);
      expectApart(w);

      // The partition answers whoever still waits, and the lies are over.
      w.board.hypervisor!.lies.length = 0;
      for (const guest of ['a', 'b']) w.board.abort(guest);
      for (let tick = 0; tick < 4; tick++) w.board.tick();
      expectApart(w);
    }),
    { numRuns: 60, seed: 5 },
  );
});

it('without lies nothing stays of guests that are gone', () => {
  fc.assert(
    fc.property(fc.array(deeds, { maxLength: 40 }), (walk) => {
      const w = world().started();
      const handles: bigint[] = [];
      for (const deed of walk) {
        deed(w, handles);
        w.board.hypervisor!.lies.length = 0;
      }
      for (const guest of ['a', 'b']) w.board.abort(guest);
      for (const partition of ['vault', 'notary']) w.board.abort(partition);
      for (let tick = 0; tick < 200; tick++) w.board.tick();

      const held = Object.values(FIRST).flatMap((bases) =>
        bases.flatMap((base) =>
          Array.from({ length: PAGES }, (_, index) => w.board.ledger.map.get(base / 0x1000 + index)),
        ),
      );
      expect(held.filter((word) => transactionOf(word) !== 0)).toEqual([]);
      expect([...w.board.hypervisor!.mediator.state.dying.keys()]).toEqual([]);
    }),
    { numRuns: 60, seed: 6 },
  );
});
