/** What holds of a machine at all times, whoever called what. */

import { createFrame } from '../../../../src/core/abi/frame.ts';
import { wrongBooks } from '../../../../src/core/explore/invariants/layers.ts';
import { isDevice, isSecure, transactionOf } from '../../../../src/core/memory/page-word.ts';
import type { Manager } from '../../../../src/core/spmc/manager.ts';
import type { World } from '../world.ts';
import { mustEqual } from './must.ts';

/** A manager, and where one mediates the hypervisor's. */
interface Machine extends Pick<World, 'spmc'> {
  readonly hypervisor?: { readonly mediator: { readonly state: Manager } } | undefined;
}

/** Pages and records agree, and counters are the sums of what they count. Returns how many pages there are of each kind. */
export function checkBooks({ spmc: { state: m }, hypervisor }: Machine): readonly number[] {
  const managers = hypervisor === undefined ? [m] : [m, hypervisor.mediator.state];
  mustEqual(wrongBooks(m.ledger, managers), undefined);
  const kinds = [0, 0, 0, 0];
  for (const { pages, word } of m.ledger.map.runs())
    kinds[(isSecure(word) ? 1 : 0) + (isDevice(word) ? 2 : 0)]! += pages;
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
