/** What holds of a machine at all times, whoever called what. */

import { createFrame } from '../../../../src/core/abi/frame.ts';
import { KIND } from '../../../../src/core/memory/ledger-tables.ts';
import { isDevice, isSecure, transactionOf } from '../../../../src/core/memory/page-word.ts';
import type { Manager } from '../../../../src/core/spmc/manager.ts';
import { STAGE } from '../../../../src/core/spmc/transactions.ts';
import type { World } from '../world.ts';
import { mustEqual } from './must.ts';

/** Pages and transactions agree, and counters are the sums of what they count. Returns how many pages there are of each kind. */
export function checkBooks({ spmc: { state: m } }: Pick<World, 'spmc'>): readonly number[] {
  const held = new Map<number, number>();
  const kinds = [0, 0, 0, 0];
  for (const { pages, word } of m.ledger.map.runs()) {
    const transaction = transactionOf(word);
    if (transaction !== 0) held.set(transaction, (held.get(transaction) ?? 0) + pages);
    kinds[(isSecure(word) ? 1 : 0) + (isDevice(word) ? 2 : 0)]! += pages;
  }
  checkTransactions(m, held);
  return kinds;
}

/** No endpoint of the normal world has any right to secure memory. */
export function checkWorlds({ spmc: { state: m } }: Pick<World, 'spmc'>): void {
  const { endpoints, ledger } = m;
  const outside = [...endpoints.id.keys()].filter((slot) => slot !== 0 && endpoints.id[slot]! < 0x8000);
  for (const { page, word } of ledger.map.runs()) {
    if (!isSecure(word)) continue;
    const seen = outside.filter((slot) => ledger.rights(endpoints.party[slot]!, page) !== 0);
    mustEqual(seen, [], `secure page ${page} is reached from the normal world`);
  }
}

/** Everybody dies, one after the other: then no page is held, and no slot is taken. */
export function checkNothingStays({ spmc, actors }: World): void {
  for (const { context } of actors) spmc.abort(context, createFrame());
  const { ledger, endpoints } = spmc.state;
  const { transactions, borrowers, extents } = ledger;
  const live = [transactions.slots.live, borrowers.slots.live, extents.slots.live];
  const { sent, constituents, receivers } = endpoints;
  mustEqual([...live, sent[0], constituents[0], receivers[0]], [0, 0, 0, 0, 0, 0], 'what stays');
  const held = [...ledger.map.runs()].filter(({ word }) => transactionOf(word) !== 0);
  mustEqual(held, [], 'pages that stay held');
}

function checkTransactions(m: Manager, held: ReadonlyMap<number, number>): void {
  const { transactions: t, endpoints } = m;
  let counted = 0;
  let announced = 0;
  let named = 0;
  for (let slot = 1; slot <= t.slots.used; slot++) {
    const pages = held.get(slot) ?? 0;
    const pinned = t.stage[slot] === STAGE.FREE && m.ledger.transactions.kind[slot] === KIND.PIN;
    const holds = t.stage[slot] === STAGE.LIVE || pinned;
    mustEqual(pages, holds ? m.ledger.transactions.pages[slot] : 0, `pages of transaction ${slot}`);
    if (t.stage[slot] === STAGE.FREE) continue;
    counted++;
    announced += t.constituents[slot]!;
    named += m.ledger.transactions.borrowers[slot]!;
  }
  const sum = (column: Uint32Array) => column.subarray(1).reduce((total, value) => total + value, 0);
  mustEqual([endpoints.sent[0], sum(endpoints.sent)], [counted, counted]);
  mustEqual([endpoints.constituents[0], sum(endpoints.constituents)], [announced, announced]);
  mustEqual([endpoints.receivers[0], sum(endpoints.receivers)], [named, named]);
}
