/**
 * Relinquish descriptors: who leaves which transaction.
 *
 * Source: ffa-hafnium 2.4.
 */

import { cutOff, type Decoded } from './decoded.ts';
import { readField } from './fields.ts';
import { RELINQUISH, RELINQUISH_ENDPOINT } from './layouts.ts';
import { readNumber, writeStructure } from './structure.ts';

export interface Relinquish {
  /** The transaction, 64 bits. */
  readonly handle: bigint;
  /** `FLAG_ZERO`: clear the memory. 32 bits. */
  readonly flags: number;
  /** Endpoint ids, 16 bits each. A legal descriptor names one. */
  readonly endpoints: readonly number[];
}

/** The bytes of a relinquish descriptor. Throws a TypeError or RangeError that names the field which does not fit. */
export function encodeRelinquish({ handle, flags, endpoints }: Relinquish): Uint8Array {
  const bytes = new Uint8Array(RELINQUISH.size + endpoints.length * RELINQUISH_ENDPOINT.size);
  writeStructure(bytes, 0, RELINQUISH, { handle, flags, endpointCount: endpoints.length });
  endpoints.forEach((endpoint, index) => {
    const at = RELINQUISH.size + index * RELINQUISH_ENDPOINT.size;
    writeStructure(bytes, at, RELINQUISH_ENDPOINT, { endpoint }, `endpoints[${index}].`);
  });
  return bytes;
}

/** Reads a relinquish descriptor. Bytes behind the endpoint ids are not looked at. */
export function decodeRelinquish(bytes: Uint8Array): Decoded<Relinquish> {
  const cut = cutOff(bytes, 'header', 0, RELINQUISH.size);
  if (cut !== undefined) return cut;
  const count = readNumber(bytes, 0, RELINQUISH.fields.endpointCount);
  const endpointsCut = cutOff(bytes, 'endpoints', RELINQUISH.size, count * RELINQUISH_ENDPOINT.size);
  if (endpointsCut !== undefined) return endpointsCut;
  const endpoints: number[] = [];
  for (let index = 0; index < count; index++) {
    const at = RELINQUISH.size + index * RELINQUISH_ENDPOINT.size;
    endpoints.push(readNumber(bytes, at, RELINQUISH_ENDPOINT.fields.endpoint));
  }
  const handle = readField(bytes, 0, RELINQUISH.fields.handle);
  return { ok: true, value: { handle, flags: readNumber(bytes, 0, RELINQUISH.fields.flags), endpoints } };
}
