import { joinWords } from '../abi/words.ts';
import { KIND } from '../memory/ledger-tables.ts';
import type { Manager } from '../spmc/manager.ts';

/** What holds a run of pages. */
export interface Hold {
  readonly kind: 'share' | 'lend' | 'donate' | 'mailbox';
  /** 0 for a mailbox. */
  readonly handle: bigint;
  /** The call that made it so. */
  readonly since: number;
}

const KIND_NAME: Readonly<Record<number, Hold['kind']>> = {
  [KIND.SHARE]: 'share',
  [KIND.LEND]: 'lend',
  [KIND.DONATE]: 'donate',
  [KIND.PIN]: 'mailbox',
};

/** What a transaction of the ledger is to pages that it holds; nothing for transaction 0. */
export function holdOf(m: Manager, transaction: number): { readonly held?: Hold } {
  if (transaction === 0) return {};
  const { kind, since } = m.ledger.transactions;
  const name = KIND_NAME[kind[transaction]];
  const { generation } = m.transactions;
  const handle = name === 'mailbox' ? 0n : joinWords(transaction, generation[transaction]);
  return { held: { kind: name, handle, since: since[transaction] } };
}
