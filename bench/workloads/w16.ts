import { WRITE } from '#core/memory/page-word.js';
import type { Workload } from '../bench.ts';
import { Exchange } from '../exchange.ts';
import { scattered } from '../pages.ts';
import { FIRST_PAGE } from '../partition.ts';
import { World } from '../world.ts';

/** Whether an endpoint may write a page. */
export const w16: Workload = {
  about: 'may this endpoint write that page',
  run(bench) {
    const world = new World();
    const share = new Exchange(world, scattered(170));
    share.send();
    share.retrieve(world.receiver());
    const { ledger, endpoints } = world.spmc.state;
    for (const [name, { slot }] of [
      ['the owner', world.sender],
      ['the borrower', world.receiver()],
    ] as const) {
      const party = endpoints.party[slot] ?? 0;
      const run = (count: number) => {
        let writable = 0;
        for (let index = 0; index < count; index++)
          writable += ledger.rights(party, FIRST_PAGE + (index & 127)) & WRITE;
        if (writable === 0) throw new Error('nothing is writable');
      };
      bench.time(`asked of ${name}`, { run }, 15);
    }
  },
};
