import type { Ledger } from '../memory/ledger.ts';

/** Has a ledger run out of room: of the records it asks for, the one after `granted` is not to be had. Returns what ends that. */
export function starve(ledger: Ledger, granted: number): () => void {
  let left = granted;
  const tables = [ledger.transactions.slots, ledger.borrowers.slots, ledger.extents.slots];
  for (const slots of tables) {
    const take = Object.getPrototypeOf(slots).take as () => number;
    slots.take = function () {
      return left-- === 0 ? 0 : take.call(this);
    };
  }
  return () => {
    for (const slots of tables) Reflect.deleteProperty(slots, 'take');
  };
}
