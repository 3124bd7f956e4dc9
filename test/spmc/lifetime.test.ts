/** How transactions are counted against those who keep them alive. */

import { describe, expect, it } from 'vitest';
import { OPERATION } from '../../src/core/abi/operations.ts';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { beginTransaction, endTransaction } from '../../src/core/spmc/lifetime.ts';
import { HEAP, OS_RAM } from './support/addresses.ts';
import { reclaim, sent } from './support/sends.ts';
import { world } from './support/world.ts';

describe('a transaction that is begun', () => {
  it('QB3: counts no constituents, also in a row whose last life had some', () => {
    const w = world();
    const { state } = w.spmc;
    reclaim(w.os, sent('share', w.os, [w.sp1], [OS_RAM + HEAP, OS_RAM + HEAP + 0x2000]));

    endTransaction(state, beginTransaction(state, OPERATION.SHARE, w.os.slot, true));

    expect([...state.endpoints.constituents]).toEqual(state.endpoints.specs.map(() => 0));
  });

  it('is the manager’s until it ends', () => {
    const { spmc, os } = world();
    const { transactions } = spmc.state;

    const transaction = beginTransaction(spmc.state, OPERATION.SHARE, os.slot, true);
    expect(transactions.isLive(transaction)).toBe(true);
    endTransaction(spmc.state, transaction);

    expect(transactions.isLive(transaction)).toBe(false);
  });

  it.each([
    [OPERATION.SHARE, KIND.SHARE, 7],
    [OPERATION.LEND, KIND.LEND, 0],
    [OPERATION.DONATE, KIND.DONATE, 0],
  ])('operation %i is the ledger’s kind %i, and its owner keeps %i', (operation, kind, kept) => {
    const w = world();
    const { state } = w.spmc;

    const transaction = beginTransaction(state, operation, w.os.slot, true);

    const { transactions: t } = w.ledger;
    expect([t.kind[transaction], t.kept[transaction]]).toEqual([kind, kept]);
  });
});
