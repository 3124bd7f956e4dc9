/** When an indirect message is not delivered, and RX not acquired. Source: ffa-hafnium 1.6, 1.7. */

import type { Clause } from './clause.ts';
import { DELAY } from './notification-clauses.ts';
import type { Endpoint, World } from './state.ts';

const source = 'ffa-hafnium 1.7';
const VERSION_1_1 = 0x1_0001;
const VERSION_1_2 = 0x1_0002;

export interface MessageCase {
  readonly world: World;
  readonly caller: Endpoint;
  /** The field of w1, and whom it means. */
  readonly named: number;
  readonly sender: Endpoint | undefined;
  readonly flags: number;
  /** Bytes of the sender's TX. */
  readonly room: number;
  readonly faults: boolean;
  /** What TX says; undefined where it could not be read. */
  readonly header:
    | {
        readonly flags: number;
        readonly offset: number;
        readonly receiver: number;
        readonly sender: number;
        readonly size: number;
      }
    | undefined;
  /** Whoever it is for, if it lives. */
  readonly receiver: Endpoint | undefined;
}

const roomOf = (of: Endpoint | undefined) => (of?.mailbox?.rx.length ?? 0) * 4096;

export const MESSAGE: readonly Clause<MessageCase>[] = [
  {
    rule: 'indirect/sender-field',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ named, caller }) => named !== 0 && !caller.hypervisor,
  },
  {
    rule: 'indirect/no-tx',
    status: 'DENIED',
    source,
    broken: ({ room }) => room === 0,
  },
  {
    rule: 'indirect/tx-inaccessible',
    status: 'ABORTED',
    source: 'ffa-hafnium 1.7, regressions F4',
    broken: ({ faults }) => faults,
  },
  {
    rule: 'indirect/header-flags',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ header }) => header !== undefined && header.flags !== 0,
  },
  {
    rule: 'indirect/sender',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ header, sender }) => header !== undefined && header.sender !== sender?.id,
  },
  {
    rule: 'indirect/to-self',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ header, sender }) => header !== undefined && header.receiver === sender?.id,
  },
  {
    rule: 'indirect/flags',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ caller, flags }) => (flags & (caller.secure ? ~DELAY : ~0)) !== 0,
  },
  {
    rule: 'indirect/unknown-receiver',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ header, receiver }) => header !== undefined && receiver === undefined,
  },
  {
    rule: 'indirect/normal-world-only',
    status: 'DENIED',
    source: 'ffa-hafnium 1.7, 3.9',
    broken: ({ sender, receiver }) => sender?.secure === false && receiver?.secure === false,
  },
  {
    rule: 'indirect/receiver-version',
    status: 'DENIED',
    source,
    broken: ({ receiver }) => receiver !== undefined && receiver.version < VERSION_1_1,
  },
  {
    rule: 'indirect/method',
    status: 'DENIED',
    source,
    broken: ({ sender, receiver }) =>
      receiver !== undefined && [sender, receiver].some((each) => each?.secure === true && !each.indirect),
  },
  {
    rule: 'indirect/receiver-busy',
    status: 'BUSY',
    source,
    broken: ({ receiver }) => receiver !== undefined && receiver.mailbox?.state !== 'free',
  },
  {
    rule: 'indirect/offset',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ header, sender }) =>
      header !== undefined && header.offset < ((sender?.version ?? 0) >= VERSION_1_2 ? 40 : 20),
  },
  {
    rule: 'indirect/size',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 1.7, requirements QF5',
    broken: ({ header, room, receiver }) =>
      header !== undefined && header.offset + header.size > Math.min(room, roomOf(receiver)),
  },
  {
    rule: 'indirect/rx-inaccessible',
    status: 'ABORTED',
    source: 'ffa-hafnium 1.7, regressions F4',
    broken: ({ world, receiver }) => receiver?.mailbox?.rx.some((page) => world.away.has(page)) === true,
  },
];

export interface AcquireCase {
  /** The VM that is named, if it lives. */
  readonly vm: Endpoint | undefined;
}

export const ACQUIRE: readonly Clause<AcquireCase>[] = [
  {
    rule: 'indirect/acquire-unknown',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 1.6',
    broken: ({ vm }) => vm?.mailbox === undefined,
  },
  {
    rule: 'indirect/acquire-busy',
    status: 'DENIED',
    source: 'ffa-hafnium 1.6',
    broken: ({ vm }) => vm?.mailbox !== undefined && vm.mailbox.state !== 'free',
  },
];
