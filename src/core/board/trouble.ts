import type { Ledger } from '../memory/ledger.ts';
import type { MachineMemory } from '../memory/physical-memory.ts';
import type { Spmc } from '../spmc/spmc.ts';
import { starve } from './starve.ts';
import { tamper } from './tamper.ts';

/** What befalls a manager while it serves one call. */
export interface Trouble {
  /** The caller's TX is rewritten as soon as the manager has read it once. */
  readonly rewritten?: boolean;
  /** Of the records that the manager asks the ledger for, the one after so many is not to be had. */
  readonly starved?: number;
}

/** Where it happens. */
export interface Troubled {
  readonly spmc: Spmc;
  readonly ledger: Ledger;
  readonly memory: MachineMemory;
}

/** Has it happen to a call that a context is about to make. Returns what ends it. */
export function befall(
  { rewritten, starved }: Trouble,
  { spmc, ledger, memory }: Troubled,
  context: number,
): () => void {
  const { endpoints, contexts, limits } = spmc.state;
  const slot = contexts.endpoint[context];
  const mapped = endpoints.bufferPages[slot] > 0;
  const ends = [
    ...(rewritten === true && mapped ? [tamper(memory, endpoints.txPage[slot * limits.mailboxPages])] : []),
    ...(starved === undefined ? [] : [starve(ledger, starved)]),
  ];
  return () => {
    for (const end of ends) end();
  };
}
