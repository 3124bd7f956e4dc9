/** Machines of other endpoints than those of `world.ts`: as many as a test needs, in the order it needs. */

import { NIL_UUID } from '../../../src/core/abi/uuid.ts';
import { VERSION_1_2 } from '../../../src/core/abi/versions.ts';
import { Ledger } from '../../../src/core/memory/ledger.ts';
import { SparseMemory } from '../../../src/core/memory/physical-memory.ts';
import { View } from '../../../src/core/memory/view.ts';
import { Policy, SPEC } from '../../../src/core/rules/profile.ts';
import type { EndpointSpec } from '../../../src/core/spmc/endpoint-spec.ts';
import { Spmc } from '../../../src/core/spmc/spmc.ts';
import { Actor } from './actor.ts';
import { EVERYTHING } from './world.ts';

const PAGES = 2048;

export interface Crowd {
  readonly spmc: Spmc;
  readonly ledger: Ledger;
  /** One for each id. Their RAM begins at page 0, which is nobody's. */
  readonly actors: readonly Actor[];
}

/** Endpoints with these ids, in this order, that own nothing yet: 0 is the hypervisor. Partitions are in their first run. */
export function crowd(ids: readonly number[], version = VERSION_1_2): Crowd {
  const ledger = new Ledger({ pages: PAGES, pageTables: 8, transactions: 4, borrowers: 4, extents: 8 });
  const specs = ids.map(
    (id): EndpointSpec => ({
      id,
      name: `0x${id.toString(16)}`,
      party: ledger.addParty(View.identity()),
      version,
      properties: EVERYTHING,
      uuids: [NIL_UUID],
      contexts: 1,
      hypervisor: id === 0,
      user: false,
    }),
  );
  const memory = new SparseMemory(PAGES);
  const spmc = new Spmc(new Policy(SPEC), specs, ledger, memory);
  return {
    spmc,
    ledger,
    actors: specs.map(({ name }, index) => new Actor(spmc, memory, name, index + 1, 0)),
  };
}
