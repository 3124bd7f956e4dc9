/** What guests send in the tests of this folder, and what becomes of it. */

import { DATA_RW } from '../../src/core/abi/bits.ts';
import { type EncodeOptions, encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { type Constituent, receiverOf } from '../../src/core/abi/transaction.ts';
import type { CallEvent } from '../../src/core/board/trace.ts';
import { transactionOf } from '../../src/core/memory/page-word.ts';
import { FFA } from '../spmc/support/ids.ts';
import { type Actor, type Answer, VAULT_ID, type World } from './world.ts';

/** Where guests keep what they send. */
export const HEAP = 0x1_0000;

/** What differs about a send: read-write for the vault, in FF-A 1.2, where nothing is said. */
export interface Sent {
  readonly to?: readonly number[];
  readonly permissions?: number;
  readonly flags?: number;
  readonly tag?: bigint;
  readonly version?: number;
  readonly attributes?: number;
}

/** The descriptor of a send. */
export function descriptor(
  from: Actor,
  memory: readonly Constituent[],
  {
    to = [VAULT_ID],
    permissions = DATA_RW,
    flags = 0,
    tag = 0n,
    version = 0x1_0002,
    attributes = 0x2f,
  }: Sent = {},
  options: EncodeOptions = {},
): Uint8Array {
  const receivers = to.map((endpoint) => receiverOf({ endpoint, permissions }));
  return encodeTransaction(
    { sender: from.id, attributes, flags, handle: 0n, tag, receivers, composite: { constituents: memory } },
    version,
    options,
  );
}

/** Sends a descriptor that fits one fragment. */
export function sendWhole(from: Actor, id: number, bytes: Uint8Array): Answer {
  from.write(0, bytes);
  return from.call(id, bytes.length, bytes.length);
}

/** Shares memory in one fragment. */
export function share(from: Actor, memory: readonly Constituent[], sent: Sent = {}): Answer {
  return sendWhole(from, FFA.MEM_SHARE, descriptor(from, memory, sent));
}

/** What the hypervisor sent to the manager with each of its calls, without the calls that say nothing. */
export function passed(w: World): readonly Uint8Array[] {
  return w.calls('hypervisor').flatMap(({ tx }: CallEvent) => (tx === undefined ? [] : [tx]));
}

/** The constituents in what was passed on: all of it, but for 96 bytes in front. */
export function rangesPassed(w: World): readonly string[] {
  const all = passed(w).flatMap((tx) => [...tx]);
  const bytes = Uint8Array.from(all).subarray(96);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Array.from({ length: bytes.length / 16 }, (_, index) => {
    const at = Number(view.getBigUint64(index * 16, true));
    return `${at.toString(16)}+${view.getUint32(index * 16 + 8, true)}`;
  });
}

/** Asks for what a send has answered with its handle. */
export function reclaim(by: Actor, { words }: Answer, flags = 0): Answer {
  return by.call(FFA.MEM_RECLAIM, words[2]!, words[3]!, flags);
}

/** Whether anything holds the page behind a physical address. */
export function isHeld(w: World, physical: number): boolean {
  return transactionOf(w.board.ledger.map.get(physical / 0x1000)) !== 0;
}
