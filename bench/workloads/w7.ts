import { KIND } from '#core/memory/ledger-tables.js';
import type { Workload } from '../bench.ts';
import { World } from '../world.ts';

/** Handles come and go beside many that stay. */
export const w7: Workload = {
  about: 'a handle is made, found and forgotten, while others are live',
  run(bench) {
    for (const live of [1_000, 1_023, 1_024, 10_000]) {
      const { ledger, transactions } = new World().spmc.state;
      const open = () => ledger.open(1, KIND.SHARE, 0, true);
      for (let handle = 0; handle < live; handle++) open();
      const run = (count: number) => {
        for (let handle = 0; handle < count; handle++) {
          const transaction = open();
          transactions.stage[transaction] = 1;
          const generation = transactions.generation[transaction] ?? 0;
          if (transactions.find(transaction, generation) !== transaction)
            throw new Error('a handle got lost');
          ledger.close(transaction, transactions.forget(transaction));
        }
      };
      bench.time(`${live} live`, { run }, 50);
    }
  },
};
