/** What an endpoint leaves behind that dies. Source: ffa-hafnium 3.11. */

import type { Changes } from './changes.ts';
import { end, leave } from './give-back.ts';
import { unmap } from './mailbox.ts';
import { type Endpoint, holders, type World } from './state.ts';

/**
 * What it borrowed goes back, not cleared by its own wish; what it sent comes back at once, or, where others have it, when the last of them
 * leaves; its buffers and its notifications go.
 */
export function die(world: World, endpoint: Endpoint, changes: Changes): void {
  endpoint.alive = false;
  changes.turns++;
  endpoint.bells = undefined;
  for (const transaction of [...world.transactions.values()]) {
    if (transaction.stage !== 'sent') continue;
    for (const receiver of transaction.receivers)
      while (receiver.id === endpoint.id && receiver.holds > 0)
        leave(world, transaction, receiver, false, changes);
  }
  for (const transaction of [...world.transactions.values()]) {
    if (transaction.sender !== endpoint || transaction.stage === 'handed over') continue;
    if (holders(transaction) === 0) end(world, transaction, changes);
    else transaction.orphaned = true;
  }
  unmap(world, endpoint, changes);
  for (const transaction of [...world.transactions.values()])
    if (transaction.stage === 'handed over' && transaction.payer === endpoint)
      world.transactions.delete(transaction.handle);
}
