import { clear, firstUnreachable } from '../memory/clear.ts';
import type { Rule } from '../rules/rule.ts';
import type { Manager } from './manager.ts';

/** Whether all pages of a transaction can be cleared now. False after a refusal, which names the first that cannot. */
export function canClear(m: Manager, transaction: number, rule: Rule): boolean {
  const page = firstUnreachable(m.ledger, transaction, m.memory);
  if (page < 0) return true;
  m.verdict.refuse(rule);
  m.verdict.page = page;
  return false;
}

/** Whether a borrower that left wanted the memory cleared, nobody has it any more, and it has not been cleared yet. */
export function awaitsClearing(m: Manager, transaction: number): boolean {
  return m.transactions.clearLater[transaction] === 1 && m.ledger.transactions.holders[transaction] === 0;
}

/** Clears all pages of a transaction, which is what its borrowers wanted, too. */
export function clearPages(m: Manager, transaction: number): void {
  clear(m.ledger, transaction, m.memory);
  m.transactions.clearLater[transaction] = 0;
}
