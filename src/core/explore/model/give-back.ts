/** FFA_MEM_RELINQUISH and FFA_MEM_RECLAIM: how memory comes back. */

import { type Call, differs, type Expected, faults, ID, roomOf, w } from './call.ts';
import type { Changes } from './changes.ts';
import { reasonsIn } from './clause.ts';
import { RECLAIM, RELINQUISH, type ReclaimCase, type RelinquishCase } from './give-back-clauses.ts';
import { awaitsClearing } from './retrieve-clauses.ts';
import { refusal } from './send.ts';
import { handleOf, holders, pagesOf, type Receiver, type Transaction, type World } from './state.ts';

export function expectRelinquish(world: World, { caller, tx }: Call, changes: Changes): Expected {
  const fails = faults(world, caller, 18);
  const bytes = fails ? undefined : tx;
  const transaction = bytes && world.transactions.get(bytes.getBigUint64(0, true));
  const endpoint = bytes?.getUint16(16, true) ?? -1;
  const of: RelinquishCase = {
    world,
    caller,
    transaction,
    endpoint,
    room: roomOf(caller),
    faults: fails,
    flags: bytes?.getUint32(8, true) ?? 0,
    count: bytes?.getUint32(12, true),
    receiver: transaction?.receivers.find(({ id }) => id === endpoint),
  };
  const reasons = reasonsIn(RELINQUISH, of);
  const { receiver } = of;
  if (transaction === undefined || receiver === undefined || reasons.length > 0) return refusal(reasons);
  return {
    reasons,
    allowed: [],
    succeed: ({ registers }) => {
      leave(world, transaction, receiver, (of.flags & 1) !== 0, changes);
      return differs(registers, ID.SUCCESS);
    },
  };
}

export function expectReclaim(world: World, { caller, registers }: Call, changes: Changes): Expected {
  const transaction = world.transactions.get(handleOf(w(registers, 1), w(registers, 2)));
  const of: ReclaimCase = { world, caller, transaction, flags: w(registers, 3) };
  const reasons = reasonsIn(RECLAIM, of);
  if (transaction === undefined) return refusal(reasons);
  return {
    reasons,
    allowed: [],
    succeed: (answer) => {
      const numbers = pagesOf(world, transaction.constituents);
      if ((of.flags & 1) !== 0 || awaitsClearing(transaction)) changes.cleared(numbers);
      end(world, transaction, changes);
      world.transfers++;
      return differs(answer.registers, ID.SUCCESS);
    },
    // Who asks for memory that is not all sent yet gives the send up.
    refuse: (rule) => {
      if (rule === 'reclaim/unfinished') end(world, transaction, changes);
    },
  };
}

/**
 * A receiver gives one of its holds back. What one of them wanted cleared is cleared when the last has left; what belongs to nobody who
 * lives comes to its end then.
 */
export function leave(
  world: World,
  transaction: Transaction,
  receiver: Receiver,
  clear: boolean,
  changes: Changes,
): void {
  const numbers = pagesOf(world, transaction.constituents);
  receiver.holds--;
  changes.used(numbers);
  if (clear) transaction.clearLater = true;
  if (holders(transaction) > 0) return;
  if (transaction.clearLater && !numbers.some((number) => world.away.has(number))) {
    transaction.clearLater = false;
    changes.cleared(numbers);
  }
  if (transaction.orphaned) end(world, transaction, changes);
}

/** A transaction ends: what it holds is its owner's as before. */
export function end(world: World, transaction: Transaction, changes: Changes): void {
  world.transactions.delete(transaction.handle);
  if (transaction.stage !== 'sent') return;
  const numbers = pagesOf(world, transaction.constituents);
  for (const number of numbers) {
    const page = world.pages.get(number);
    if (page?.holder === transaction) page.holder = undefined;
  }
  changes.moved(numbers);
}
