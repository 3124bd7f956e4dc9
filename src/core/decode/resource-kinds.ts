import { REACH_BITS, REACH_FLAG_BITS } from '../abi/bits.ts';
import { hasOnly } from '../abi/fields.ts';
import { ADDRESS_MAP, RESOURCE_HEADER } from '../abi/layouts.ts';
import { PAGE_SIZE } from '../abi/pages.ts';
import { readNumber } from '../abi/structure.ts';
import { VERSION_1_3 } from '../abi/versions.ts';
import type { Guess, StructureKind } from './kind.ts';

const FROM_1_3: Guess = { versions: [VERSION_1_3], reasons: ['the call belongs to FF-A 1.3'] };
const NOTES = ['The list is written by the manager, so no rule was judged; its structure was followed.'];

export const resourceInfo: StructureKind = {
  name: 'resource-info',
  about: 'the answer to FFA_NS_RES_INFO_GET, in RX',
  annotation: 'resource-info',
  recognises(bytes) {
    if (bytes.length < RESOURCE_HEADER.size) return undefined;
    const { descriptorSize, count: counted, offset, reserved } = RESOURCE_HEADER.fields;
    const [size, count, first, zero] = [descriptorSize, counted, offset, reserved].map((field) =>
      readNumber(bytes, 0, field),
    );
    const usual = size === ADDRESS_MAP.size && first === RESOURCE_HEADER.size && zero === 0;
    return usual && areCredible(bytes, first, count)
      ? `a header counts ${count} descriptions of reached memory, and they follow`
      : undefined;
  },
  guess: () => FROM_1_3,
  judge: () => NOTES,
};

export const addressMap: StructureKind = {
  name: 'address-map',
  about: 'a later part of that answer: descriptions of reached memory and nothing else',
  annotation: 'address-map',
  recognises(bytes) {
    const count = Math.ceil((bytes.findLastIndex((byte) => byte !== 0) + 1) / ADDRESS_MAP.size);
    return areCredible(bytes, 0, count)
      ? `${count} units of ${ADDRESS_MAP.size} bytes are an address, a page count and who may do what there`
      : undefined;
  },
  guess: () => FROM_1_3,
  judge: () => NOTES,
};

/** Whether the descriptions that are there can all be such, of `count` from a place on. */
function areCredible(bytes: Uint8Array, base: number, count: number): boolean {
  const there = Math.min(count, Math.floor((bytes.length - base) / ADDRESS_MAP.size));
  for (let index = 0; index < there; index++)
    if (!isCredible(bytes, base + index * ADDRESS_MAP.size)) return false;
  return there > 0;
}

function isCredible(bytes: Uint8Array, at: number): boolean {
  const { address, pages, permissions, flags } = ADDRESS_MAP.fields;
  const start = readNumber(bytes, at, address);
  const rights = readNumber(bytes, at, permissions);
  return (
    start <= Number.MAX_SAFE_INTEGER &&
    start % PAGE_SIZE === 0 &&
    readNumber(bytes, at, pages) > 0 &&
    rights !== 0 &&
    hasOnly(rights, REACH_BITS) &&
    hasOnly(readNumber(bytes, at, flags), REACH_FLAG_BITS)
  );
}
