import type { Ledger } from '../memory/ledger.ts';
import { ownerOf, transactionOf } from '../memory/page-word.ts';

/**
 * The architecture's names for what a party is to a page: owner or not, with exclusive, shared or no access.
 *
 * Source: ffa-hafnium 3.3.
 */
export type Ownership = 'Owner-EA' | 'Owner-SA' | 'Owner-NA' | '!Owner-EA' | '!Owner-SA' | '!Owner-NA';

/**
 * What a party is to a physical page now. Access is exclusive when nobody else has any; a page that was sent is no
 * longer exclusively the owner's even before a borrower has taken it.
 */
export function ownership(ledger: Ledger, party: number, page: number): Ownership {
  const word = ledger.map.get(page);
  const owner = ownerOf(word) === party;
  const transaction = transactionOf(word);
  if (transaction === 0) return owner ? 'Owner-EA' : '!Owner-NA';
  if (owner) return ledger.transactions.kept[transaction] === 0 ? 'Owner-NA' : 'Owner-SA';
  if (ledger.rights(party, page) === 0) return '!Owner-NA';
  const alone =
    ledger.transactions.kept[transaction] === 0 && ledger.transactions.borrowers[transaction] === 1;
  return alone ? '!Owner-EA' : '!Owner-SA';
}
