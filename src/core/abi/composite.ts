/**
 * Composite memory regions: a header and its constituents, in transactions and RX/TX endpoint descriptors.
 *
 * Source: ffa-hafnium 2.4.
 */

import { cutOff, type Decoded, undecodable } from './decoded.ts';
import { readField } from './fields.ts';
import { hexText } from './hex.ts';
import { COMPOSITE, CONSTITUENT } from './layouts.ts';
import { pagesIn } from './pages.ts';
import { readNumber, writeStructure } from './structure.ts';
import type { Composite, Constituent } from './transaction.ts';

/** Bytes of a composite with its constituents. */
export function compositeLength(composite: Composite): number {
  return COMPOSITE.size + composite.constituents.length * CONSTITUENT.size;
}

/**
 * Writes a composite at `base`. `announced` is the count its header states, which is greater than the number of
 * constituents in a first fragment. Throws a TypeError or RangeError that names the field, prefixed by `path`.
 */
export function writeComposite(
  bytes: Uint8Array,
  base: number,
  composite: Composite,
  path: string,
  announced: number = composite.constituents.length,
): void {
  const { constituents, totalPages = pagesIn(constituents) } = composite;
  if (announced < constituents.length)
    throw new RangeError(`${path}.constituentCount: ${announced} is less than the constituents given`);
  writeStructure(bytes, base, COMPOSITE, { totalPages, constituentCount: announced }, `${path}.`);
  constituents.forEach(({ address, pages }, index) => {
    const at = base + COMPOSITE.size + index * CONSTITUENT.size;
    writeStructure(bytes, at, CONSTITUENT, { address, pages }, `${path}.constituents[${index}].`);
  });
}

/** A composite that was read, and how many constituents its header announces. */
export interface ReadComposite {
  readonly composite: Composite;
  readonly announced: number;
}

/**
 * Reads a composite at `base`. Its constituents may end with the bytes before all are there, but not in the middle of
 * one: fragments end between constituents.
 */
export function readComposite(bytes: Uint8Array, base: number, path: string): Decoded<ReadComposite> {
  const cut = cutOff(bytes, path, base, COMPOSITE.size);
  if (cut !== undefined) return cut;
  const totalPages = readNumber(bytes, base, COMPOSITE.fields.totalPages);
  const announced = readNumber(bytes, base, COMPOSITE.fields.constituentCount);
  const constituents: Constituent[] = [];
  let at = base + COMPOSITE.size;
  for (; constituents.length < announced && at < bytes.length; at += CONSTITUENT.size) {
    const constituent = readConstituent(bytes, at, `${path}.constituents[${constituents.length}]`);
    if (!constituent.ok) return constituent;
    constituents.push(constituent.value);
  }
  return { ok: true, value: { composite: { constituents, totalPages }, announced } };
}

function readConstituent(bytes: Uint8Array, base: number, path: string): Decoded<Constituent> {
  const cut = cutOff(bytes, path, base, CONSTITUENT.size);
  if (cut !== undefined) return cut;
  const field = CONSTITUENT.fields.address;
  const address = readField(bytes, base, field);
  if (address > BigInt(Number.MAX_SAFE_INTEGER)) {
    const detail = `${hexText(address)} is beyond every address of 52 bits`;
    return undecodable(`${path}.address`, base + field.offset, field.width, detail);
  }
  const pages = readNumber(bytes, base, CONSTITUENT.fields.pages);
  return { ok: true, value: { address: Number(address), pages } };
}
