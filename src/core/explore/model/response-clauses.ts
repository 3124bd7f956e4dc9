/** When a response cannot be had: what the hypervisor may look at, what can be delivered, and FFA_MEM_FRAG_RX. Source: ffa-hafnium 3.6, 3.7. */

import { roomOf } from './call.ts';
import type { Clause } from './clause.ts';
import { useOf } from './quota-clauses.ts';
import { headSize } from './response.ts';
import type { FetchCase, RetrieveCase } from './retrieve.ts';
import type { Matched } from './retrieve-clauses.ts';
import type { Endpoint, World } from './state.ts';

export type ShowCase = RetrieveCase;

const rxAway = ({ world, caller }: { world: World; caller: Endpoint }) =>
  caller.mailbox?.rx.some((page) => world.away.has(page)) === true;

/** A request that lists nobody. */
export const SHOW: readonly Clause<ShowCase>[] = [
  {
    rule: 'retrieve/hypervisor-only',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.6, requirements QC8',
    broken: ({ caller }) => !caller.hypervisor,
  },
  {
    rule: 'retrieve/hypervisor-fields',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.6',
    broken: ({ d }) => {
      if (d?.header === undefined) return false;
      const { sender, attributes, flags, tag, accessSize, accessOffset } = d.header;
      const sizes = d.layout.headerSize === 48 && (accessSize !== 0 || accessOffset !== 0);
      return sender !== 0 || attributes !== 0 || flags !== 0 || tag !== 0n || sizes;
    },
  },
  {
    rule: 'descriptor/header-reserved',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.6',
    broken: ({ d }) => d?.header?.reserved === true,
  },
  {
    rule: 'retrieve/unknown-handle',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.6',
    broken: ({ sent }) => sent === undefined || sent.stage === 'handed over',
  },
  {
    rule: 'retrieve/unfinished',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.6',
    broken: ({ sent }) => sent?.stage === 'unfinished',
  },
  { rule: 'retrieve/rx-inaccessible', status: 'ABORTED', source: 'ffa-hafnium 3.5.36', broken: rxAway },
];

/** A response to a receiver. */
export const RESPONSE: readonly Clause<Matched>[] = [
  {
    rule: 'retrieve/donation-quota',
    status: 'NO_MEMORY',
    source: 'requirements QB3',
    broken: isOverQuota,
  },
  {
    rule: 'retrieve/rx-inaccessible',
    status: 'ABORTED',
    source: 'ffa-hafnium 3.5.36, requirements QD1',
    broken: rxAway,
  },
];

/** FFA_MEM_FRAG_RX. */
export const FETCH: readonly Clause<FetchCase>[] = [
  {
    rule: 'response/sender-field',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.7.1, 3.7.4',
    broken: ({ named, caller, transaction }) =>
      named !== 0 && (!caller.hypervisor || (transaction !== undefined && named !== transaction.senderId)),
  },
  {
    rule: 'response/rx-busy',
    status: 'BUSY',
    source: 'ffa-hafnium 3.7.2',
    broken: ({ caller }) => caller.mailbox?.state !== 'free',
  },
  {
    rule: 'response/unknown-handle',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.7.3',
    broken: ({ transaction }) => transaction === undefined,
  },
  {
    rule: 'response/nothing-to-fetch',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.7.3, 2.8',
    broken: ({ transaction, delivery }) => transaction !== undefined && delivery === undefined,
  },
  {
    rule: 'response/offset',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.7.5, requirements QB12',
    broken: ({ delivery, index }) =>
      delivery !== undefined &&
      index !== delivery.before &&
      (index !== delivery.delivered || delivery.delivered === delivery.constituents),
  },
  { rule: 'response/rx-inaccessible', status: 'ABORTED', source: 'ffa-hafnium 3.7.6', broken: rxAway },
];

/** Whether a donation has to be fetched in pieces, and its receiver cannot be charged for it as long as that lasts. */
function isOverQuota({ world, caller, sent, receiver }: Matched): boolean {
  if (sent.operation !== 'donate') return false;
  if (headSize(caller.version, 1) + sent.constituents.length * 16 <= roomOf(caller)) return false;
  const endpoint = world.endpoints.get(receiver.id);
  if (endpoint === undefined) return false;
  const own = useOf(world, endpoint);
  const { transactionsPerEndpoint, constituentsPerEndpoint } = world.bounds;
  return (
    own.transactions >= transactionsPerEndpoint || own.constituents + sent.announced > constituentsPerEndpoint
  );
}
