/** Sends: from parties and ranges to bytes in TX and the call. */

import { type EncodeOptions, encodeTransaction } from '../../../src/core/abi/encode-transaction.ts';
import type { MemoryTransaction } from '../../../src/core/abi/transaction.ts';
import type { Actor, Answer } from './actor.ts';
import { FFA } from './ids.ts';

export type Operation = 'share' | 'lend' | 'donate';

export const SEND_ID: Readonly<Record<Operation, number>> = {
  share: FFA.MEM_SHARE,
  lend: FFA.MEM_LEND,
  donate: FFA.MEM_DONATE,
};

export const OPERATIONS: readonly Operation[] = ['share', 'lend', 'donate'];

/** A first address in the sender's own addresses, and a number of pages: one where it is left out. */
export type Range = number | readonly [address: number, pages: number];

/** What a send says beside parties and memory. Left out, it is what a careful driver would write. */
export interface SendOptions extends EncodeOptions {
  readonly sender?: number;
  readonly attributes?: number;
  readonly flags?: number;
  readonly tag?: bigint;
  /** For all receivers, or one for each. */
  readonly permissions?: number | readonly number[];
  readonly accessFlags?: number;
  /** One pair for each receiver. */
  readonly impdef?: readonly (readonly [bigint, bigint])[];
  readonly totalPages?: number;
  readonly version?: number;
}

/** The endpoint itself, or an id. */
export type Party = Actor | number;

export function idOf(party: Party): number {
  return typeof party === 'number' ? party : party.id;
}

export function transactionOf(
  operation: Operation,
  sender: Actor,
  to: readonly Party[],
  ranges: readonly Range[],
  options: SendOptions = {},
): MemoryTransaction {
  const chosenByReceiver = operation === 'donate' || (operation === 'lend' && to.length === 1);
  const { permissions = operation === 'donate' ? 0 : 2, totalPages, impdef = [] } = options;
  return {
    sender: options.sender ?? sender.id,
    attributes: options.attributes ?? (chosenByReceiver ? 0 : 0x2f),
    flags: options.flags ?? 0,
    handle: 0n,
    tag: options.tag ?? 0n,
    receivers: to.map((party, index) => ({
      endpoint: idOf(party),
      permissions: typeof permissions === 'number' ? permissions : permissions[index]!,
      flags: options.accessFlags ?? 0,
      impdef: impdef[index] ?? [0n, 0n],
    })),
    composite: {
      constituents: ranges.map((range) => {
        const [address, pages] = typeof range === 'number' ? [range, 1] : range;
        return { address, pages };
      }),
      ...(totalPages === undefined ? {} : { totalPages }),
    },
  };
}

/** The bytes of a send in the layout of its sender's version. */
export function describeSend(
  operation: Operation,
  sender: Actor,
  to: readonly Party[],
  ranges: readonly Range[],
  options: SendOptions = {},
): Uint8Array {
  const { accessSize, accessOffset, compositeOffset, constituentCount } = options;
  const layout = { accessSize, accessOffset, compositeOffset, constituentCount };
  const given = Object.fromEntries(Object.entries(layout).filter(([, value]) => value !== undefined));
  const transaction = transactionOf(operation, sender, to, ranges, options);
  return encodeTransaction(transaction, options.version ?? sender.version, given);
}

/** Writes bytes to TX and sends them: the whole at once, unless lengths are given. */
export function sendBytes(
  operation: Operation,
  sender: Actor,
  bytes: Uint8Array,
  { total = bytes.length, length = bytes.length }: { total?: number; length?: number } = {},
): Answer {
  sender.put(bytes);
  return sender.call(SEND_ID[operation], total, length);
}

export function send(
  operation: Operation,
  sender: Actor,
  to: readonly Party[],
  ranges: readonly Range[],
  options: SendOptions = {},
): Answer {
  return sendBytes(operation, sender, describeSend(operation, sender, to, ranges, options));
}

/** A send that is part of what a test starts from. Throws when it is refused. */
export function sent(
  operation: Operation,
  sender: Actor,
  to: readonly Party[],
  ranges: readonly Range[],
  options: SendOptions = {},
): bigint {
  const answer = send(operation, sender, to, ranges, options);
  if (answer.verdict !== 'FFA_SUCCESS_32') throw new Error(`${sender.name} cannot send: ${answer.verdict}`);
  return answer.handle;
}

/** Sends the first `first` bytes, and asks for nothing more: the first fragment of a longer descriptor. */
export function sendFirst(operation: Operation, sender: Actor, bytes: Uint8Array, first: number): Answer {
  return sendBytes(operation, sender, bytes.subarray(0, first), { total: bytes.length });
}

/** FFA_MEM_FRAG_TX with these constituents. */
export function sendNext(sender: Actor, handle: bigint, bytes: Uint8Array, named = 0): Answer {
  sender.put(bytes);
  return sender.call(
    FFA.MEM_FRAG_TX,
    Number(handle & 0xffff_ffffn),
    Number(handle >> 32n),
    bytes.length,
    named * 0x1_0000,
  );
}

export function reclaim(owner: Actor, handle: bigint, flags = 0): Answer {
  return owner.call(FFA.MEM_RECLAIM, Number(handle & 0xffff_ffffn), Number(handle >> 32n), flags);
}

/** Every second page from an address on: no two of them touch. */
export function scattered(address: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => address + index * 0x2000);
}
