/** FFA_RXTX_MAP, FFA_RXTX_UNMAP and FFA_RX_RELEASE: who has which buffer. */

import { argument, type Call, differs, type Expected, ID, w } from './call.ts';
import type { Changes } from './changes.ts';
import { reasonsIn } from './clause.ts';
import { MAP, type MapCase, NAMED, type NamedCase, RELEASE, UNMAP } from './mailbox-clauses.ts';
import { refusal } from './send.ts';
import type { Endpoint, World } from './state.ts';

export function expectMap(world: World, { caller, registers }: Call, changes: Changes): Expected {
  const tx = argument(registers, 1);
  const rx = argument(registers, 2);
  const pages = w(registers, 3) & 0x3f;
  const of: MapCase = {
    world,
    caller,
    tx,
    rx,
    pages,
    txPages: pagesFrom(tx, pages),
    rxPages: pagesFrom(rx, pages),
  };
  const reasons = reasonsIn(MAP, of);
  return {
    reasons,
    allowed: [{ rule: 'mailbox/no-room', status: 'NO_MEMORY' }],
    succeed: (answer) => {
      caller.mailbox = { tx: of.txPages, rx: of.rxPages, state: 'free' };
      for (const number of [...of.txPages, ...of.rxPages]) {
        const page = world.pages.get(number);
        if (page !== undefined) page.holder = 'mailbox';
      }
      changes.moved([...of.txPages, ...of.rxPages]);
      return differs(answer.registers, ID.SUCCESS);
    },
  };
}

export function expectUnmap(world: World, { caller, registers }: Call, changes: Changes): Expected {
  const of = namedCase(world, caller, w(registers, 1) >>> 16);
  const reasons = [...reasonsIn(NAMED, of), ...reasonsIn(UNMAP, of)];
  const { endpoint } = of;
  if (endpoint === undefined) return refusal(reasons);
  return {
    reasons,
    allowed: [],
    succeed: (answer) => {
      unmap(world, endpoint, changes);
      return differs(answer.registers, ID.SUCCESS);
    },
  };
}

export function expectRelease(world: World, { caller, registers }: Call): Expected {
  const of = namedCase(world, caller, w(registers, 1) & 0xffff);
  const reasons = [...reasonsIn(NAMED, of), ...reasonsIn(RELEASE, of)];
  const { endpoint } = of;
  if (endpoint?.mailbox === undefined) return refusal(reasons);
  const { mailbox } = endpoint;
  return {
    reasons,
    allowed: [],
    succeed: (answer) => {
      mailbox.state = 'free';
      return differs(answer.registers, ID.SUCCESS);
    },
  };
}

/** Buffers go, and with them what depends on them: sends that lack fragments, what is left to fetch of donations, the news of a message in RX. */
export function unmap(world: World, endpoint: Endpoint, changes: Changes): void {
  const { mailbox } = endpoint;
  if (mailbox === undefined) return;
  for (const transaction of [...world.transactions.values()])
    if (
      (transaction.stage === 'unfinished' && transaction.sender === endpoint) ||
      (transaction.stage === 'handed over' && transaction.payer === endpoint)
    )
      world.transactions.delete(transaction.handle);
  for (const number of [...mailbox.tx, ...mailbox.rx]) {
    const page = world.pages.get(number);
    if (page !== undefined) page.holder = undefined;
  }
  changes.moved([...mailbox.tx, ...mailbox.rx]);
  endpoint.bells?.pending.framework.clear();
  endpoint.mailbox = undefined;
}

/** The endpoint whose buffers a call is about: the caller, or a VM that the hypervisor names. */
function namedCase(world: World, caller: Endpoint, named: number): NamedCase {
  if (named === 0) return { world, caller, named, endpoint: caller };
  const vm = named < 0x8000 ? world.endpoints.get(named) : undefined;
  return { world, caller, named, endpoint: caller.hypervisor && vm?.alive === true ? vm : undefined };
}

function pagesFrom(address: number, pages: number): number[] {
  return Array.from({ length: pages }, (_, index) => Math.floor(address / 4096) + index);
}
