/**
 * Transactions from one version's layout to another's.
 *
 * The result is in the tight layout of the target. Nothing is dropped silently: what the target cannot express, and
 * what no version gives a meaning to, is listed as lost. An empty list says that converting back gives the original,
 * if that was tight and its access descriptors had the size its version writes.
 *
 * Source: ffa-hafnium 2.11.
 */

import { annotate } from './annotate.ts';
import { type DecodedTransaction, decodeTransaction } from './decode-transaction.ts';
import type { Fault, Undecodable } from './decoded.ts';
import { encodeTransaction } from './encode-transaction.ts';
import { ACCESS_32, layoutsOf } from './layouts.ts';
import type { MemoryTransaction } from './transaction.ts';
import { versionText } from './versions.ts';

export interface ConvertedTransaction {
  readonly ok: true;
  readonly bytes: Uint8Array;
  /** Values other than zero that the result does not carry, as places in the bytes given. */
  readonly lost: readonly Fault[];
}

/**
 * Rewrites a descriptor, or the first fragment of one, from the layout of version `from` to that of version `to`.
 * Fails with the place in the bytes when they cannot be read.
 */
export function convertTransaction(
  bytes: Uint8Array,
  from: number,
  to: number,
): ConvertedTransaction | Undecodable {
  const decoded = decodeTransaction(bytes, from);
  if (!decoded.ok) return decoded;
  const { constituentCount } = decoded.layout;
  const converted = encodeTransaction(expressible(decoded.value, to), to, { constituentCount });
  return { ok: true, bytes: converted, lost: losses(bytes, decoded, from, to) };
}

function expressible(transaction: MemoryTransaction, version: number): MemoryTransaction {
  const { receivers } = transaction;
  return {
    ...transaction,
    attributes: transaction.attributes % 2 ** attributeBits(version),
    receivers: hasImpdef(version)
      ? receivers
      : receivers.map((receiver) => ({ ...receiver, impdef: [0n, 0n] as const })),
  };
}

function attributeBits(version: number): number {
  return layoutsOf(version).header.fields.attributes.width * 8;
}

function hasImpdef(version: number): boolean {
  return layoutsOf(version).access === ACCESS_32;
}

function losses(bytes: Uint8Array, decoded: DecodedTransaction, from: number, to: number): Fault[] {
  const version = versionText(to);
  const lost: Fault[] = [];
  for (const field of annotate(bytes.subarray(0, decoded.length), 'retrieve-request', from).fields) {
    const { path, offset, length, kind, raw } = field;
    const note = (detail: string) => lost.push({ path, offset, length, detail });
    if (/^0*$/.test(raw)) continue;
    if (kind === 'reserved' || kind === 'unknown') note('no version gives these bytes a meaning');
    else if (kind === 'opaque' && !hasImpdef(to)) note(`FF-A ${version} has no implementation-defined words`);
    else if (path === 'attributes' && decoded.value.attributes >= 2 ** attributeBits(to))
      note(`FF-A ${version} has ${attributeBits(to)} bits of attributes`);
  }
  return lost;
}
