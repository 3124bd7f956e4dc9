/** What memory of the normal world the secure world can reach. Source: ffa-hafnium 1.11, 6.10. */

import {
  type Endpoint,
  type Mailbox,
  READ,
  rightsOf,
  rightsTo,
  type Transaction,
  type World,
  WRITE,
} from './state.ts';

/** Pages that lie side by side, and who reaches them: what an address map descriptor says. */
export interface Reach {
  readonly page: number;
  readonly pages: number;
  readonly endpoint: number;
  /** Reading, writing and executing: of code without privileges in the lower half, of other code above. */
  readonly permissions: number;
  /** 1 where the manager reaches them, and who is named does so through it. */
  readonly flags: number;
}

/** All that there is to tell. */
export interface Reached {
  /** In this order; what partitions own, page by page: how it is cut into descriptors is left to the manager. */
  readonly owned: readonly Reach[];
  readonly buffers: readonly Reach[];
  /** In any order, behind them. */
  readonly sent: readonly Reach[];
}

const MANAGER = 0x8000;
const INDIRECT = 1;

/** What there is to tell about one partition, or about all. Buffers are told of in any case. */
export function reached(world: World, target: number | undefined): Reached {
  const endpoints = [...world.endpoints.values()];
  const isMeant = (id: number) => target === undefined || target === id;
  const vms = endpoints.filter(({ secure, hypervisor }) => !secure && !hypervisor);
  const hypervisors = endpoints.filter(({ hypervisor }) => hypervisor);
  return {
    owned: endpoints
      .filter(({ id, secure, alive }) => secure && alive && isMeant(id))
      .flatMap((endpoint) => ownedBy(world, endpoint)),
    buffers: [
      ...vms.flatMap(({ mailbox }) => buffersIn(mailbox, MANAGER)),
      ...hypervisors.flatMap(({ id, mailbox }) => buffersIn(mailbox, id)),
    ],
    sent: [...world.transactions.values()].flatMap((transaction) => sentIn(world, transaction, isMeant)),
  };
}

/** The pages that a partition owns and can use. */
function ownedBy(world: World, { name, id, user }: Endpoint): readonly Reach[] {
  const owned: Reach[] = [];
  for (const [page, { owner, secure }] of world.pages) {
    const rights = owner === name && !secure ? rightsTo(world, name, page) : 0;
    if (rights !== 0) owned.push(reach(page, 1, id, rights, user));
  }
  return owned;
}

/** The manager writes to RX and reads TX. */
function buffersIn(mailbox: Mailbox | undefined, endpoint: number): readonly Reach[] {
  if (mailbox === undefined) return [];
  const { rx, tx } = mailbox;
  return [
    { ...reach(rx[0], rx.length, endpoint, READ | WRITE), flags: INDIRECT },
    { ...reach(tx[0], tx.length, endpoint, READ), flags: INDIRECT },
  ];
}

/**
 * Each constituent once for each receiver, with what the sender grants it, whether it has retrieved the memory or not. Of a donation nothing is granted
 * but what the sender could do with data. The reference says so of what VMs send; a partition that was given such memory may send it on.
 */
function sentIn(
  world: World,
  { stage, constituents, operation, receivers }: Transaction,
  isMeant: (id: number) => boolean,
): readonly Reach[] {
  const first = world.pages.get(constituents[0]?.address / 4096);
  if (stage !== 'sent' || first === undefined || first.secure) return [];
  return receivers
    .filter(({ id }) => isMeant(id))
    .flatMap(({ id, permissions }) => {
      const rights = operation === 'donate' ? first.rights & (READ | WRITE) : rightsOf(permissions);
      const user = world.endpoints.get(id)?.user;
      return constituents.map(({ address, pages }) => reach(address / 4096, pages, id, rights, user));
    });
}

/** Whoever runs without privileges has none to show. */
function reach(page: number, pages: number, endpoint: number, rights: number, user = false): Reach {
  const permissions = user ? rights : rights | (rights << 4);
  return { page, pages, endpoint, permissions, flags: 0 };
}
