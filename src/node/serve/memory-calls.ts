import type { PartitionSpec } from '../../core/board/machine.ts';
import { describeRequest, retrievePrepared } from '../../core/client/retrieve.ts';
import { describe, type SendFunction, sendPrepared } from '../../core/client/send.ts';
import { PAGE_SIZE } from '../../core/memory/pages.ts';
import type { Handlers } from './handlers.ts';
import { SERVE_LIMITS } from './limits.ts';
import { isGone, type Namespace } from './namespace.ts';
import { isInside, type PageRun } from './page-pool.ts';
import { Refused } from './refused.ts';
import { SERVE_RULES } from './rules.ts';
import type { Session } from './session.ts';
import type { Asked } from './wire/calls.ts';

/** A client on `self`. */
export interface SelfClient {
  readonly namespace: Namespace;
  readonly session: Session;
}

type MemoryCall = 'SHARE' | 'LEND' | 'DONATE' | 'RECLAIM' | 'RETRIEVE' | 'RELINQUISH';

/** Calls of transactions: borrowers are named by tokens, and handles are of use only to the session that has them. */
export const MEMORY_CALLS: Pick<Handlers<'self', SelfClient>, MemoryCall> = {
  SHARE: (client, asked) => send(client, 'FFA_MEM_SHARE', asked),
  LEND: (client, asked) => send(client, 'FFA_MEM_LEND', asked),
  DONATE: (client, asked) => send(client, 'FFA_MEM_DONATE', asked),
  RECLAIM({ namespace, session }, { handle, flags }) {
    const runs = session.sends.get(handle);
    if (runs === undefined) return Refused.by(SERVE_RULES.handle);
    const refused = namespace.conduit.perform((ffa) => ffa.reclaim(handle, flags));
    const isOver = !(refused instanceof Refused) || isGone(refused);
    if (isOver) session.sends.delete(handle);
    if (!(refused instanceof Refused)) return {};
    if (isOver) session.donated.push(...runs);
    return refused;
  },
  RETRIEVE({ namespace, session }, { handle, tag, sender, flags, attributes, permissions }) {
    if (session.transactions === SERVE_LIMITS.transactions) return Refused.by(SERVE_RULES.transactions);
    const partition = namespace.partition(session, sender);
    if (partition instanceof Refused) return partition;
    const receivers = [{ endpoint: namespace.vm.id, permissions }];
    const options = { handle, tag, flags, attributes, receivers, sender: partition.id };
    const bytes = encoded(() => describeRequest(namespace.conduit.ffa.driver, options));
    if (bytes instanceof Refused) return bytes;
    const response = namespace.conduit.perform(({ driver }) => retrievePrepared(driver, handle, bytes));
    if (response instanceof Refused) return response;
    const constituents = response.composite?.constituents ?? [];
    session.retrievals.set(handle, constituents);
    return {
      constituents: constituents.map(({ address, pages }) => ({ address: BigInt(address), pages })),
    };
  },
  RELINQUISH({ namespace, session }, { handle, flags }) {
    if (!session.retrievals.has(handle)) return Refused.by(SERVE_RULES.handle);
    const refused = namespace.conduit.perform((ffa) => ffa.relinquish(handle, flags));
    if (refused instanceof Refused) return refused;
    session.retrievals.delete(handle);
    return {};
  },
};

function send(client: SelfClient, name: SendFunction, asked: Asked<'SHARE'>): { handle: bigint } | Refused {
  const { namespace, session } = client;
  if (session.transactions === SERVE_LIMITS.transactions) return Refused.by(SERVE_RULES.transactions);
  const partitions = borrowersOf(client, asked);
  if (partitions instanceof Refused) return partitions;
  const constituents = constituentsOf(session, asked);
  if (constituents instanceof Refused) return constituents;
  const { flags, tag, attributes } = asked;
  const receivers = asked.borrowers.map(({ permissions, flags: own }, index) => ({
    endpoint: partitions[index]?.id ?? 0,
    permissions,
    flags: own,
  }));
  const options = { receivers, constituents, flags, tag, ...(attributes === 0 ? {} : { attributes }) };
  const prepared = encoded(() => describe(namespace.conduit.ffa.driver, name, options));
  if (prepared instanceof Refused) return prepared;
  const handle = namespace.conduit.perform(({ driver }) => sendPrepared(driver, name, prepared));
  if (handle instanceof Refused) return handle;
  session.sends.set(handle, constituents);
  return { handle };
}

function borrowersOf(
  { namespace, session }: SelfClient,
  { borrowers }: Asked<'SHARE'>,
): readonly PartitionSpec[] | Refused {
  const partitions: PartitionSpec[] = [];
  for (const { token } of borrowers) {
    const partition = namespace.partition(session, token);
    if (partition instanceof Refused) return partition;
    partitions.push(partition);
  }
  return partitions;
}

function constituentsOf(session: Session, { constituents }: Asked<'SHARE'>): readonly PageRun[] | Refused {
  const runs: PageRun[] = [];
  for (const { address, pages } of constituents) {
    if (pages === 0) return Refused.by(SERVE_RULES.noPages);
    const run = { address: Number(address), pages };
    const own = isInside(session.allocations.values(), run.address, pages * PAGE_SIZE);
    if (!own) return Refused.by(SERVE_RULES.memory, `${pages} pages at 0x${address.toString(16)} were not.`);
    runs.push(run);
  }
  return runs;
}

/** Encodes what a client says. What the encoder cannot write is the client's mistake. */
function encoded<Made>(encode: () => Made): Made | Refused {
  try {
    return encode();
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError)
      return Refused.by(SERVE_RULES.descriptor, `${error.message}.`);
    throw error;
  }
}
