/**
 * What FFA_NS_RES_INFO_GET lists: memory of the normal world, and who may reach it.
 *
 * Source: ffa-hafnium 1.11.
 */

import { REACH_INDIRECT, REACH_PRIVILEGED_SHIFT } from './bits.ts';
import { ADDRESS_MAP } from './layouts.ts';
import { readNumber } from './structure.ts';

/** A run of pages that an endpoint may reach. */
export interface Reached {
  /** Physical address of the first byte. */
  readonly address: number;
  readonly pages: number;
  readonly endpoint: number;
  /** Reading 1, writing 2, executing 4: of code without privileges, and of a kernel. */
  readonly unprivileged: number;
  readonly privileged: number;
  /** The endpoint has it mapped itself; otherwise another uses it on its behalf. */
  readonly direct: boolean;
}

/** Reads all descriptors of a list. Bytes behind the last whole one are not looked at. */
export function readAddressMap(bytes: Uint8Array): readonly Reached[] {
  const list: Reached[] = [];
  const { address, pages, permissions, endpoint, flags } = ADDRESS_MAP.fields;
  for (let at = 0; at + ADDRESS_MAP.size <= bytes.length; at += ADDRESS_MAP.size) {
    const rights = readNumber(bytes, at, permissions);
    list.push({
      address: readNumber(bytes, at, address),
      pages: readNumber(bytes, at, pages),
      endpoint: readNumber(bytes, at, endpoint),
      unprivileged: rights & 0x7,
      privileged: (rights >>> REACH_PRIVILEGED_SHIFT) & 0x7,
      direct: (readNumber(bytes, at, flags) & REACH_INDIRECT) === 0,
    });
  }
  return list;
}
