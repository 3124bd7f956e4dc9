/** When a fragment of a send has to be refused. Source: ffa-hafnium 3.4. */

import type { Clause } from './clause.ts';
import { actsFor, type Endpoint, type Transaction, type World } from './state.ts';

export interface FragmentCase {
  readonly world: World;
  readonly caller: Endpoint;
  readonly transaction: Transaction | undefined;
  readonly length: number;
  readonly room: number;
  /** The sender that w4 names. */
  readonly named: number;
  readonly faults: boolean;
}

const mine = ({ transaction, caller }: FragmentCase) =>
  transaction !== undefined && actsFor(caller, transaction.senderId);

/** About fragments of a send of one's own that lacks some. */
function clause(rule: string, source: string, broken: (of: FragmentCase) => boolean): Clause<FragmentCase> {
  return {
    rule,
    status: 'INVALID_PARAMETERS',
    source,
    broken: (of) => mine(of) && of.transaction?.stage === 'unfinished' && broken(of),
  };
}

export const FRAGMENT: readonly Clause<FragmentCase>[] = [
  {
    rule: 'fragment/unknown-handle',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.4.7',
    broken: ({ transaction }) => transaction === undefined,
  },
  {
    rule: 'fragment/not-sender',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.4.7, requirements QB4',
    broken: (of) => of.transaction !== undefined && !mine(of),
  },
  {
    rule: 'fragment/complete',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.4.7',
    broken: (of) => mine(of) && of.transaction?.stage !== 'unfinished',
  },
  clause('fragment/sender-field', 'ffa-hafnium 3.4.1', ({ named, caller, transaction }) => {
    const right = caller.hypervisor && named === transaction?.senderId;
    return named !== 0 && !right;
  }),
  clause('fragment/no-tx', 'ffa-hafnium 3.4.2', ({ room }) => room === 0),
  clause('fragment/length-zero', 'ffa-hafnium 3.4.4, requirements QB5', ({ length }) => length === 0),
  clause('fragment/length-unit', 'ffa-hafnium 3.4.4, requirements QB5', ({ length }) => length % 16 !== 0),
  clause('fragment/exceeds-tx', 'ffa-hafnium 3.4.3', ({ length, room }) => room !== 0 && length > room),
  clause('fragment/exceeds-total', 'requirements QB1', ({ length, transaction }) => {
    const missing = (transaction?.announced ?? 0) - (transaction?.constituents.length ?? 0);
    return length / 16 > missing;
  }),
  {
    rule: 'fragment/tx-inaccessible',
    status: 'ABORTED',
    source: 'ffa-hafnium 3.4.5',
    broken: (of) => mine(of) && of.transaction?.stage === 'unfinished' && of.faults,
  },
];
