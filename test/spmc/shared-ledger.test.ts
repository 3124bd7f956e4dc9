/** The ledger's records are there for all managers of a machine: what another has taken up is missing here, far below all limits. */

import { describe, expect, it } from 'vitest';
import { createFrame } from '../../src/core/abi/frame.ts';
import type { Ledger } from '../../src/core/memory/ledger.ts';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { HEAP, OS_RAM, VM1_RAM } from './support/addresses.ts';
import { scattered, send } from './support/sends.ts';
import { accessOf, stateOf } from './support/state.ts';
import { world } from './support/world.ts';

/** A transaction of another manager. */
function another(ledger: Ledger, party: number): number {
  return ledger.open(party, KIND.PIN, 0, true);
}

function takeTransactions(ledger: Ledger, party: number): void {
  while (another(ledger, party) !== 0);
}

function takeBorrowers(ledger: Ledger, party: number): void {
  const transaction = another(ledger, party);
  while (ledger.addBorrower(transaction, party, 0) !== 0);
}

/** Leaves room for as many extents as one transaction begins with: eight. */
function takeExtents(ledger: Ledger, party: number): void {
  const last = another(ledger, party);
  const transaction = another(ledger, party);
  while (ledger.addExtent(transaction, 0, 1));
  ledger.close(last);
}

describe('QE2: a send for which another manager has left no room in the ledger is refused, and nothing has changed', () => {
  it.each([
    ['transactions', takeTransactions, 'NO_MEMORY send/transactions-full'],
    ['borrowers', takeBorrowers, 'NO_MEMORY send/borrowers-full'],
    ['extents', takeExtents, 'NO_MEMORY send/constituents-full'],
  ] as const)('%s', (_name, take, verdict) => {
    const { os, vm1, sp1, ledger, spmc } = world({
      limits: { transactions: 8, borrowers: 8, constituents: 64 },
    });
    take(ledger, vm1.party);
    const before = stateOf(spmc);

    expect(send('share', os, [sp1], scattered(OS_RAM + HEAP, 9)).verdict).toBe(verdict);
    expect(stateOf(spmc)).toEqual(before);
  });
});

it('QE5: what another manager lent a partition stays as it is when the partition dies', () => {
  const { vm1, sp1, ledger, spmc } = world();
  const lent = ledger.open(vm1.party, KIND.LEND, 0, true);
  ledger.addExtent(lent, (VM1_RAM + HEAP) / 4096, 1);
  const borrower = ledger.addBorrower(lent, sp1.party, 3);
  ledger.claim(lent);
  ledger.commit(lent);
  ledger.take(borrower, 3);

  spmc.abort(sp1.context, createFrame());

  expect(accessOf(sp1, VM1_RAM + HEAP)).toBe('!Owner-EA RW-');
});

it('a ledger that refuses a send and does not say why is broken', () => {
  const { os, sp1, ledger } = world();
  ledger.claim = () => false;

  expect(() => send('share', os, [sp1], [OS_RAM + HEAP])).toThrow('without naming an obstacle');
});
