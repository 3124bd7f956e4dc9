/** A request as the specification sees it, and what has to come of it. */

import type { Changes } from '../changes.ts';
import type { Reason } from '../clause.ts';
import type { World } from '../state.ts';
import type { Message } from './message.ts';
import type { Gunyah, Vm } from './state.ts';

export interface Asked {
  readonly world: World;
  readonly gunyah: Gunyah;
  readonly caller: Vm;
  readonly message: Message;
  readonly changes: Changes;
}

/** What a manager answered. */
export interface Reply {
  /** The rule, if it refused. */
  readonly refused: string | undefined;
  /** What the answer carries behind the error. */
  readonly data: Uint8Array;
  readonly error: number;
  /** Where a VM sees memory after the request: the page behind each page of its addresses. What the manager chose is read from there. */
  readonly spaceOf: (vmid: number) => ReadonlyMap<number, number>;
  /** Whether a VM has accepted a parcel after the request, which was a donation if it is no more. Where the manager had a choice it is read from there. */
  readonly hasAccepted: (vmid: number, handle: number) => boolean;
}

export interface RmExpected {
  /** Why it has to be refused, or may be; none when it has to succeed. */
  readonly reasons: readonly Reason[];
  /** Does what the request does. Returns what is wrong with the answer, apart from having been given. */
  readonly succeed: (reply: Reply) => string | undefined;
}

/** A request that can only be refused. */
export function refused(reasons: readonly Reason[]): RmExpected {
  return { reasons, succeed: () => 'it has to be refused' };
}

/** What is wrong with an answer that has to carry some bytes behind its error. */
export function answers({ data }: Reply, wanted: Uint8Array = new Uint8Array(0)): string | undefined {
  const same = data.length === wanted.length && wanted.every((byte, at) => byte === data[at]);
  return same ? undefined : `the answer is ${[...data].join(' ')}, and has to be ${[...wanted].join(' ')}`;
}
