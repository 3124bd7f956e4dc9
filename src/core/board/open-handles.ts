import { OPERATION } from '../abi/operations.ts';
import { joinWords } from '../abi/words.ts';
import type { Rights } from '../memory/page-word.ts';
import { STAGE } from '../spmc/transactions.ts';
import type { Hold } from './hold.ts';
import { type PageRun, pageReport } from './page-report.ts';
import type { RunningMachine } from './running-machine.ts';

/** A partition with access to pages of a transaction. */
export interface Holder {
  readonly partition: string;
  readonly rights: Rights;
  readonly pages: number;
}

/** A transaction that nobody has ended. */
export interface OpenHandle {
  readonly handle: bigint;
  readonly kind: Exclude<Hold['kind'], 'mailbox'>;
  /** Who sent it. */
  readonly owner: string;
  readonly pages: number;
  /** The call that made it so; absent while fragments of it are missing, and nothing is shared. */
  readonly since?: number;
  /** Who may access its pages now, the owner first. Nobody may access what was lent and not retrieved. */
  readonly holders: readonly Holder[];
}

const KIND = {
  [OPERATION.SHARE]: 'share',
  [OPERATION.LEND]: 'lend',
  [OPERATION.DONATE]: 'donate',
} as const;

/** The transactions of a machine that somebody has yet to end, by handle, and who holds their pages. */
export function openHandles(machine: RunningMachine): readonly OpenHandle[] {
  const { transactions, endpoints } = machine.spmc.state;
  const { since } = machine.ledger.transactions;
  const runs = pageReport(machine).filter(({ held }) => held !== undefined && held.kind !== 'mailbox');
  const open: OpenHandle[] = [];
  for (let slot = 1; slot <= transactions.slots.used; slot++) {
    const stage = transactions.stage[slot];
    if (stage !== STAGE.LIVE && stage !== STAGE.UNFINISHED) continue;
    const handle = joinWords(slot, transactions.generation[slot]);
    open.push({
      handle,
      kind: KIND[transactions.operationOf(slot)],
      owner: endpoints.spec(transactions.sender[slot]).name,
      pages: transactions.totalPages[slot],
      ...(stage === STAGE.LIVE ? { since: since[slot] } : {}),
      holders: holdersOf(runs.filter(({ held }) => held?.handle === handle)),
    });
  }
  return open;
}

/** Partitions with the same rights to several runs are told of once. */
function holdersOf(runs: readonly PageRun[]): readonly Holder[] {
  const holders = new Map<string, Holder>();
  for (const run of runs)
    for (const { partition, rights } of run.access) {
      const key = `${partition} ${rights}`;
      const pages = (holders.get(key)?.pages ?? 0) + run.pages;
      holders.set(key, { partition, rights, pages });
    }
  return [...holders.values()];
}
