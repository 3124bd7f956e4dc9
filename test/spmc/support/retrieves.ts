/** What borrowers do: retrieve, fetch fragments, relinquish. */

import { type EncodeOptions, encodeTransaction } from '../../../src/core/abi/encode-transaction.ts';
import { encodeRelinquish } from '../../../src/core/abi/relinquish.ts';
import type { Actor, Answer } from './actor.ts';
import { FFA } from './ids.ts';
import { idOf, type Operation, type Party } from './sends.ts';

export interface RequestOptions extends EncodeOptions {
  /** What was sent: decides whether instruction access is asked for. A share where it is left out. */
  readonly of?: Operation;
  readonly sender?: number;
  readonly attributes?: number;
  readonly flags?: number;
  readonly tag?: bigint;
  /** The receivers listed: the caller alone where it is left out. */
  readonly to?: readonly Party[];
  readonly permissions?: number | readonly number[];
  readonly impdef?: readonly (readonly [bigint, bigint])[];
}

/** The bytes of a retrieve request in the layout of its caller's version. */
export function describeRequest(
  caller: Actor,
  from: Party,
  handle: bigint,
  options: RequestOptions = {},
): Uint8Array {
  const { of = 'share', to = [caller], impdef = [] } = options;
  const alone = of === 'donate' || (of === 'lend' && to.length === 1);
  // Read-write; not executable where that is the receiver's to choose.
  const { permissions = alone ? 0x6 : 0x2, accessSize, accessOffset } = options;
  return encodeTransaction(
    {
      sender: options.sender ?? idOf(from),
      attributes: options.attributes ?? 0,
      flags: options.flags ?? 0,
      handle,
      tag: options.tag ?? 0n,
      receivers: to.map((party, index) => ({
        endpoint: idOf(party),
        permissions: typeof permissions === 'number' ? permissions : permissions[index]!,
        flags: 0,
        impdef: impdef[index] ?? [0n, 0n],
      })),
    },
    caller.version,
    {
      ...(accessSize === undefined ? {} : { accessSize }),
      ...(accessOffset === undefined ? {} : { accessOffset }),
    },
  );
}

/** Writes a request to TX and calls. RX stays the caller's when it is answered. */
export function requestBytes(caller: Actor, bytes: Uint8Array): Answer {
  caller.put(bytes);
  return caller.call(FFA.MEM_RETRIEVE_REQ, bytes.length, bytes.length);
}

export function retrieve(caller: Actor, from: Party, handle: bigint, options: RequestOptions = {}): Answer {
  return requestBytes(caller, describeRequest(caller, from, handle, options));
}

/** A retrieve that is part of what a test starts from: gives the response's first fragment, and RX back. Throws when it is refused. */
export function retrieved(
  caller: Actor,
  from: Party,
  handle: bigint,
  options: RequestOptions = {},
): Uint8Array {
  const answer = retrieve(caller, from, handle, options);
  if (answer.verdict !== 'FFA_MEM_RETRIEVE_RESP')
    throw new Error(`${caller.name} cannot retrieve: ${answer.verdict}`);
  const bytes = caller.received(answer.words[2]!);
  caller.release();
  return bytes;
}

/** FFA_MEM_FRAG_RX. */
export function fetchNext(caller: Actor, handle: bigint, offset: number, sender = 0): Answer {
  return caller.call(
    FFA.MEM_FRAG_RX,
    Number(handle & 0xffff_ffffn),
    Number(handle >> 32n),
    offset,
    sender * 0x1_0000,
  );
}

/** The rest of a response, fragment by fragment, from an offset on; RX is given back each time. */
export function fetchRest(caller: Actor, handle: bigint, from: number, total: number): Uint8Array {
  const rest = new Uint8Array(total - from);
  for (let at = from; at < total; ) {
    const answer = fetchNext(caller, handle, at);
    if (answer.verdict !== 'FFA_MEM_FRAG_TX') throw new Error(`no fragment at ${at}: ${answer.verdict}`);
    rest.set(caller.received(answer.words[3]!), at - from);
    at += answer.words[3]!;
    caller.release();
  }
  return rest;
}

export function relinquish(caller: Actor, handle: bigint, flags = 0, endpoint = caller.id): Answer {
  caller.put(encodeRelinquish({ handle, flags, endpoints: [endpoint] }));
  return caller.call(FFA.MEM_RELINQUISH);
}
