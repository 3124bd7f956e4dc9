/** The page at 0x40020000 from endpoint 0 to 0x8001, read-write: the smallest descriptor of each version. */

import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../../src/core/abi/versions.ts';
import { onePageBytes, patched } from '../../abi/support.ts';

export const SMALLEST: ReadonlyMap<number, Uint8Array> = new Map([
  [VERSION_1_0, patched(onePageBytes(VERSION_1_0), 64, '00 00 02 40')],
  [VERSION_1_1, patched(onePageBytes(VERSION_1_1), 80, '00 00 02 40')],
  [VERSION_1_2, patched(onePageBytes(VERSION_1_2), 96, '00 00 02 40')],
]);

/** Replaces bytes: where, and by what in hex. */
export type Patch = readonly [at: number, digits: string];

export function withPatches(bytes: Uint8Array, ...patches: readonly Patch[]): Uint8Array {
  return patches.reduce((copy, [at, digits]) => patched(copy, at, digits), bytes);
}

/** A constituent of one page each at these addresses. */
export function constituents(...addresses: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(addresses.length * 16);
  const view = new DataView(bytes.buffer);
  addresses.forEach((address, index) => {
    view.setBigUint64(index * 16, BigInt(address), true);
    view.setUint32(index * 16 + 8, 1, true);
  });
  return bytes;
}
