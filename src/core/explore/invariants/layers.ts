/** Invariants of records: what each manager counts, and where one lies beneath the other, that they agree. */

import type { Ledger } from '../../memory/ledger.ts';
import { KIND, LAYER } from '../../memory/ledger-tables.ts';
import { transactionOf } from '../../memory/page-word.ts';
import type { Manager } from '../../spmc/manager.ts';
import { STAGE } from '../../spmc/transactions.ts';
import type { Invariant } from './invariant.ts';

/** What holds where a hypervisor mediates, beside what holds everywhere. */
export const OF_LAYERS: readonly Invariant[] = [
  {
    number: 25,
    id: 'books-add-up',
    what: 'What each manager notes of pages adds up: records hold what they say, one beneath the other, and counters are the sums of what they count.',
    source: 'requirements QB2, xen-mediator 27',
    whole: ({ stand }) => {
      const { ledger, spmc, hypervisor } = stand.built;
      return wrongBooks(ledger, hypervisor ? [spmc.state, hypervisor.mediator.state] : [spmc.state]);
    },
  },
  {
    number: 26,
    id: 'layers-agree',
    what: 'What lies on a record of the hypervisor is of the same owner and does the same with the pages.',
    source: 'xen-mediator 12, 27',
    page({ stand }, page, word) {
      const { ledger } = stand.built;
      const { owner, kind } = ledger.transactions;
      const top = transactionOf(word);
      const base = top === 0 ? 0 : ledger.baseOf(top);
      if (base === 0) return undefined;
      return owner[top] === owner[base] && kind[top] === kind[base]
        ? undefined
        : `page 0x${page.toString(16)} is held by transaction ${top} on ${base}, which is of another owner or kind`;
    },
  },
];

/**
 * What is wrong with the records of pages: those of one manager, or of two, of which the second notes what it hands on beneath the first. Records of
 * nobody here are a resource manager's.
 */
export function wrongBooks(ledger: Ledger, managers: readonly Manager[]): string | undefined {
  const held = heldPages(ledger);
  const { transactions: t } = ledger;
  for (let row = 1; row <= t.slots.used; row++) {
    const stages = managers
      .map(({ transactions }) => transactions.stage[row])
      .filter((stage) => stage !== STAGE.FREE);
    if (stages.length > 1) return `two managers have record ${row}`;
    const [stage] = stages;
    const early = stage === STAGE.UNFINISHED && t.layer[row] !== LAYER.TOP;
    const foreign = stage === undefined && t.kind[row] !== 0 && t.kind[row] !== KIND.PIN;
    if (early || foreign) continue;
    const holds = stage === STAGE.LIVE || stage === STAGE.FORWARDED || t.kind[row] === KIND.PIN;
    const wanted = holds && t.claimed[row] !== 0 ? t.pages[row] : 0;
    const found = held.get(row) ?? 0;
    if (found !== wanted) return `record ${row} holds ${found} pages, and has to hold ${wanted}`;
  }
  for (const manager of managers) {
    const wrong = wrongCounts(ledger, manager);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** How many pages each record holds: on its own, or beneath another. */
function heldPages(ledger: Ledger): ReadonlyMap<number, number> {
  const held = new Map<number, number>();
  const add = (row: number, pages: number) => {
    if (row !== 0) held.set(row, (held.get(row) ?? 0) + pages);
  };
  for (const { pages, word } of ledger.map.runs()) {
    const top = transactionOf(word);
    if (top === 0) continue;
    add(top, pages);
    add(ledger.baseOf(top), pages);
  }
  return held;
}

/** Of sends, their constituents and their receivers: the whole is the sum of all endpoints', and of all records. */
function wrongCounts(ledger: Ledger, { transactions: t, endpoints }: Manager): string | undefined {
  let [sent, constituents, receivers] = [0, 0, 0];
  for (let row = 1; row <= t.slots.used; row++) {
    if (t.stage[row] === STAGE.FREE) continue;
    sent++;
    constituents += t.constituents[row];
    receivers += ledger.transactions.borrowers[row];
  }
  const columns = [
    ['sends', endpoints.sent, sent],
    ['constituents', endpoints.constituents, constituents],
    ['receivers', endpoints.receivers, receivers],
  ] as const;
  for (const [name, column, counted] of columns) {
    const sum = column.subarray(1).reduce((total, each) => total + each, 0);
    if (column[0] !== counted || sum !== counted)
      return `${name} are counted as ${column[0]}, as ${sum} by endpoints, and there are ${counted}`;
  }
  return undefined;
}
