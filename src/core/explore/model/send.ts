/** FFA_MEM_SHARE, FFA_MEM_LEND, FFA_MEM_DONATE and FFA_MEM_FRAG_TX: how memory goes out. */

import { type Answer, type Call, differs, type Expected, faults, ID, roomOf, w } from './call.ts';
import type { Changes } from './changes.ts';
import { type Reason, reasonsIn } from './clause.ts';
import { readConstituents } from './descriptor.ts';
import { FRAGMENT, type FragmentCase } from './fragment-clauses.ts';
import { type FromTx, readTx } from './from-tx.ts';
import { ARRIVAL, COMPLETED, completed } from './memory-clauses.ts';
import type { Operation } from './operation.ts';
import { QUOTA, type QuotaCase, useOf } from './quota-clauses.ts';
import { SEND } from './send-clauses.ts';
import {
  type Constituent,
  type Endpoint,
  halvesOf,
  handleOf,
  pagesOf,
  type Transaction,
  type World,
} from './state.ts';

/** A send, or the first fragment of one. */
export interface SendCase extends FromTx {
  readonly world: World;
  readonly caller: Endpoint;
  /** Whose memory it is: that of a VM that is not known here, or not any more, is the hypervisor's. */
  readonly sender: Endpoint;
  readonly operation: Operation;
}

export function expectSend(world: World, call: Call, operation: Operation, changes: Changes): Expected {
  const of = sendCase(world, call, operation);
  const reasons = reasonsIn(SEND, of);
  const transaction = transactionOf(of);
  if (transaction === undefined || call.tx === undefined) return refusal(reasons);
  const full = reasonsIn(QUOTA, quotaCase(of, transaction));
  const from = (of.d?.composite?.offset ?? 0) + 16;
  const here = Math.min(Math.floor((of.length - from) / 16), transaction.announced);
  const arrived = readConstituents(call.tx, from, Math.max(here, 0));
  const wrong = wrongWith(world, transaction, arrived);
  return {
    reasons: [...reasons, ...full, ...wrong],
    allowed: NO_ROOM,
    succeed: (answer) => {
      transaction.handle = newHandle(answer);
      const again = world.handles.has(transaction.handle)
        ? `handle 0x${transaction.handle.toString(16)} was used before`
        : undefined;
      world.handles.add(transaction.handle);
      world.transactions.set(transaction.handle, transaction);
      transaction.received = of.length;
      return again ?? arrive(world, transaction, arrived, call.caller, answer, changes);
    },
  };
}

export function expectFragment(world: World, call: Call, changes: Changes): Expected {
  const { registers, caller } = call;
  const transaction = world.transactions.get(handleOf(w(registers, 1), w(registers, 2)));
  const length = w(registers, 3);
  const room = roomOf(caller);
  const of: FragmentCase = {
    world,
    caller,
    transaction,
    length,
    room,
    named: w(registers, 4) >>> 16,
    faults: length <= room && faults(world, caller, length),
  };
  const reasons = reasonsIn(FRAGMENT, of);
  const own =
    transaction?.stage === 'unfinished' && !reasons.some(({ rule }) => rule === 'fragment/not-sender');
  if (transaction === undefined || !own) return refusal(reasons);
  const readable = length <= room && length % 16 === 0;
  const arrived = call.tx !== undefined && readable ? readConstituents(call.tx, 0, length / 16) : [];
  const wrong = reasons.length === 0 ? wrongWith(world, transaction, arrived) : [];
  return {
    reasons: [...reasons, ...wrong],
    allowed: NO_ROOM,
    succeed: (answer) => {
      transaction.received += length;
      return arrive(world, transaction, arrived, caller, answer, changes);
    },
    // Whatever is wrong with a fragment of a send of one's own ends the send.
    refuse: () => world.transactions.delete(transaction.handle),
  };
}

/** A manager may be out of room for constituents, borrowers or tables: that is its own affair. */
const NO_ROOM: readonly Reason[] = [
  { rule: 'send/no-page-table', status: 'NO_MEMORY' },
  { rule: 'send/constituents-full', status: 'NO_MEMORY' },
];

/** A call that can only be refused. */
export function refusal(reasons: readonly Reason[]): Expected {
  return { reasons, allowed: [], succeed: () => 'it has to be refused' };
}

function sendCase(world: World, call: Call, operation: Operation): SendCase {
  const { caller } = call;
  const { total, length, namesBuffer, room, faults, d } = readTx(world, call);
  const named = world.endpoints.get(d?.header?.sender ?? caller.id);
  const sender = named?.alive === true ? named : caller;
  return { world, caller, sender, operation, total, length, namesBuffer, room, faults, d };
}

function quotaCase({ world, sender, total, length }: SendCase, transaction: Transaction): QuotaCase {
  return {
    bounds: world.bounds,
    all: useOf(world),
    own: useOf(world, sender),
    wanted: {
      transactions: 1,
      unfinished: total > length ? 1 : 0,
      constituents: transaction.announced,
      borrowers: transaction.receivers.length,
    },
  };
}

/** The transaction that a send is about to become; undefined where too much of it cannot be read. */
function transactionOf({ d, operation, sender }: SendCase): Transaction | undefined {
  if (d?.header === undefined || d.accesses === undefined || d.composite === undefined) return undefined;
  return {
    operation,
    sender,
    senderId: d.header.sender,
    tag: d.header.tag,
    flags: d.header.flags,
    attributes: d.header.attributes,
    receivers: d.accesses.map(({ id, permissions, flags, impdef }) => ({
      id,
      permissions,
      flags,
      impdef,
      granted: 0,
      holds: 0,
      delivery: undefined,
    })),
    totalPages: d.composite.totalPages,
    announced: d.composite.constituentCount,
    constituents: [],
    received: 0,
    stage: 'unfinished',
    payer: sender,
    handle: 0n,
    orphaned: false,
    clearLater: false,
    shown: undefined,
    fetching: undefined,
  };
}

/** What is wrong with constituents as they arrive, and with all of them when they are there. */
function wrongWith(
  world: World,
  transaction: Transaction,
  arrived: readonly Constituent[],
): readonly Reason[] {
  const reasons = reasonsIn(ARRIVAL, { world, transaction, arrived });
  if (reasons.length > 0 || transaction.constituents.length + arrived.length < transaction.announced)
    return reasons;
  return reasonsIn(COMPLETED, completed(world, transaction, [...transaction.constituents, ...arrived]));
}

/** Constituents are there: the next are asked for, or the pages go out. */
function arrive(
  world: World,
  transaction: Transaction,
  arrived: readonly Constituent[],
  caller: Endpoint,
  { registers }: Answer,
  changes: Changes,
): string | undefined {
  const [low, high] = halvesOf(transaction.handle);
  transaction.constituents = [...transaction.constituents, ...arrived];
  if (transaction.constituents.length < transaction.announced) {
    const named = caller.hypervisor ? transaction.senderId : 0;
    return differs(registers, ID.FRAG_RX, low, high, transaction.received, named * 0x1_0000);
  }
  transaction.stage = 'sent';
  const pages = pagesOf(world, transaction.constituents);
  for (const number of pages) {
    const page = world.pages.get(number);
    if (page !== undefined) page.holder = transaction;
  }
  changes.moved(pages);
  world.transfers++;
  if ((transaction.flags & 1) !== 0) changes.cleared(pages);
  return differs(registers, ID.SUCCESS, 0, low, high);
}

/** The handle that an answer gives: in w1, w2 of a request for more, in w2, w3 of a success. */
function newHandle({ registers }: Answer): bigint {
  const at = w(registers, 0) === ID.FRAG_RX ? 1 : 2;
  return handleOf(w(registers, at), w(registers, at + 1));
}
