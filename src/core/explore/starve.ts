import type { Ledger } from '../memory/ledger.ts';

/** Does something while the ledger runs out of room: of the records it asks for, the one after `granted` is not to be had. */
export function starving<Result>(ledger: Ledger, granted: number, act: () => Result): Result {
  let left = granted;
  const tables = [ledger.transactions.slots, ledger.borrowers.slots, ledger.extents.slots];
  for (const slots of tables) {
    const take = Object.getPrototypeOf(slots).take as () => number;
    slots.take = function () {
      return left-- === 0 ? 0 : take.call(this);
    };
  }
  try {
    return act();
  } finally {
    for (const slots of tables) Reflect.deleteProperty(slots, 'take');
  }
}
