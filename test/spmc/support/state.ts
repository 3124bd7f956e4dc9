/** All that a manager holds, in a form in which two states are equal when no call could tell them apart. */

import type { Ledger } from '../../../src/core/memory/ledger.ts';
import { isDevice, isSecure, ownerOf, rightsText } from '../../../src/core/memory/page-word.ts';
import type { Table } from '../../../src/core/memory/table.ts';
import { ownership } from '../../../src/core/spmc/ownership.ts';
import type { Spmc } from '../../../src/core/spmc/spmc.ts';
import { STAGE } from '../../../src/core/spmc/transactions.ts';
import type { Actor } from './actor.ts';

/**
 * Owner and holder of every page, everything about transactions and borrowers that live, all of endpoints and contexts, how many slots of
 * each kind are taken, and where views have windows.
 *
 * Left out is which rows of which table are in use: which slots are free and in what order, what their rows still hold, where chains of
 * borrowers and extents begin, and how many generations a free slot has had. The number of calls is left out, too, and whether a version is fixed.
 */
export function stateOf({ state: m }: Spmc): unknown {
  const { ledger } = m;
  const transactions: unknown[] = [];
  for (let slot = 1; slot <= ledger.transactions.slots.used; slot++)
    if (ledger.transactions.kind[slot] !== 0) transactions.push(transactionAt(m.ledger, m, slot));
  return {
    pages: [...ledger.map.runs()],
    transactions,
    live: [ledger.transactions.slots.live, ledger.borrowers.slots.live, ledger.extents.slots.live],
    endpoints: rows(m.endpoints, ['locked']),
    contexts: rows(m.contexts),
    notifications: rows(m.notifications),
    scheduleReceiver: m.scheduleReceiver,
    views: ledger.save().views,
  };
}

/** What changes about the call that is refused but may not: all but the version lock, which the first call sets. */
function rows(table: Table, except: readonly string[] = []): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(table)
      .filter(([name, column]) => ArrayBuffer.isView(column) && !except.includes(name))
      .map(([name, column]) => [name, [...column]]),
  );
}

/** Columns that say in which rows something else is kept. */
const CHAINS = ['firstBlock', 'lastBlock', 'firstBorrower', 'lastBorrower', 'next'];

/** Row `slot` of every column of a table. */
function row(table: Table, slot: number): Record<string, unknown> {
  const repeats = (column: { length: number }) => column.length / (table.slots.capacity + 1);
  return Object.fromEntries(
    Object.entries(table)
      .filter(([name, column]) => ArrayBuffer.isView(column) && !CHAINS.includes(name))
      .map(([name, column]) => [
        name,
        [...column.subarray(slot * repeats(column), (slot + 1) * repeats(column))],
      ]),
  );
}

function transactionAt(ledger: Ledger, m: Spmc['state'], slot: number): unknown {
  const extents: string[] = [];
  const runs = ledger.runsOf(slot);
  while (runs.next()) extents.push(`${runs.page}+${runs.pages}`);
  const borrowers: unknown[] = [];
  for (let at = ledger.transactions.firstBorrower[slot]!; at !== 0; at = ledger.borrowers.next[at]!)
    borrowers.push({ ...row(ledger.borrowers, at), ...row(m.receivers, at) });
  // Pins of buffers are the ledger's alone: their row of the manager's table is not in use.
  const sent = m.transactions.stage[slot] === STAGE.FREE ? {} : row(m.transactions, slot);
  return { slot, ...row(ledger.transactions, slot), ...sent, extents, borrowers };
}

/** How many pages each kind of memory has, whoever owns and holds them. */
export function pagesByKind({ state: m }: Spmc): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { pages, word } of m.ledger.map.runs()) {
    const kind = `${isSecure(word) ? 'secure' : 'non-secure'} ${isDevice(word) ? 'device' : 'memory'}`;
    sums[kind] = (sums[kind] ?? 0) + pages;
  }
  return sums;
}

/** What an endpoint is to the memory at one of its addresses, and what it may do with it: 'Owner-SA RWX'. */
export function accessOf(actor: Actor, address: number): string {
  return accessOfPage(actor, actor.physical(address) / 4096);
}

/** The same for a physical address. */
export function accessOfPhysical(actor: Actor, address: number): string {
  return accessOfPage(actor, address / 4096);
}

function accessOfPage({ spmc, party }: Actor, page: number): string {
  const { ledger } = spmc.state;
  return `${ownership(ledger, party, page)} ${rightsText(ledger.rights(party, page))}`;
}

/** The name of the endpoint that owns a physical page. */
export function ownerOfPhysical(spmc: Spmc, address: number): string {
  const owner = ownerOf(spmc.state.ledger.map.get(address / 4096));
  return spmc.state.endpoints.specs.find((spec) => spec?.party === owner)?.name ?? 'nobody';
}

/** How many records of each kind are in use. Buffers that are mapped use slots and extents. */
export function recordsInUse({ state: { transactions, ledger, endpoints } }: Spmc) {
  return {
    slots: transactions.slots.live,
    borrowers: ledger.borrowers.slots.live,
    extents: ledger.extents.slots.live,
    sent: endpoints.sent[0],
    unfinished: endpoints.unfinished.reduce((sum, count) => sum + count),
    constituents: endpoints.constituents[0],
    receivers: endpoints.receivers[0],
  };
}
