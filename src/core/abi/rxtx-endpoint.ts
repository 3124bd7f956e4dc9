/**
 * RX/TX endpoint descriptors: how a hypervisor tells the manager behind it of a VM's buffers.
 *
 * Source: ffa-hafnium 1.6, xen-mediator 8, regressions A24.
 */

import { compositeLength, readComposite, writeComposite } from './composite.ts';
import { cutOff, type Decoded, undecodable } from './decoded.ts';
import type { Field } from './fields.ts';
import { layoutsOf } from './layouts.ts';
import { readNumber, writeStructure } from './structure.ts';
import type { Composite } from './transaction.ts';

export interface RxTxEndpoint {
  /** Endpoint id, 16 bits. */
  readonly endpoint: number;
  readonly rx: Composite;
  readonly tx: Composite;
}

const ALIGNMENT = 8;

/**
 * The bytes of an endpoint descriptor with both composites behind it, each 8-byte aligned: the header of FF-A 1.0 has
 * 12 bytes, and a composite right behind it would not be. Throws a TypeError or RangeError that names the field.
 */
export function encodeRxTxEndpoint({ endpoint, rx, tx }: RxTxEndpoint, version: number): Uint8Array {
  const layout = layoutsOf(version).rxtxEndpoint;
  const rxOffset = Math.ceil(layout.size / ALIGNMENT) * ALIGNMENT;
  const txOffset = rxOffset + compositeLength(rx);
  const bytes = new Uint8Array(txOffset + compositeLength(tx));
  writeStructure(bytes, 0, layout, { endpoint, rxOffset, txOffset });
  writeComposite(bytes, rxOffset, rx, 'rx');
  writeComposite(bytes, txOffset, tx, 'tx');
  return bytes;
}

/** Reads an endpoint descriptor. Both composites must be there as a whole; their offsets are taken as they are. */
export function decodeRxTxEndpoint(bytes: Uint8Array, version: number): Decoded<RxTxEndpoint> {
  const layout = layoutsOf(version).rxtxEndpoint;
  const cut = cutOff(bytes, 'header', 0, layout.size);
  if (cut !== undefined) return cut;
  const { endpoint, rxOffset, txOffset } = layout.fields;
  const rx = readWhole(bytes, rxOffset, layout.size, 'rx');
  if (!rx.ok) return rx;
  const tx = readWhole(bytes, txOffset, layout.size, 'tx');
  if (!tx.ok) return tx;
  return { ok: true, value: { endpoint: readNumber(bytes, 0, endpoint), rx: rx.value, tx: tx.value } };
}

function readWhole(bytes: Uint8Array, field: Field, headerSize: number, path: string): Decoded<Composite> {
  const offset = readNumber(bytes, 0, field);
  if (offset < headerSize) {
    const detail = `${offset} lies inside the header of ${headerSize} bytes`;
    return undecodable(field.name, field.offset, field.width, detail);
  }
  const read = readComposite(bytes, offset, path);
  if (!read.ok) return read;
  const { composite, announced } = read.value;
  if (composite.constituents.length < announced) {
    const detail = `${composite.constituents.length} of ${announced} are there`;
    return undecodable(`${path}.constituents`, offset, bytes.length - offset, detail);
  }
  return { ok: true, value: composite };
}
