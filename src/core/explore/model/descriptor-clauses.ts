/** What sends and requests have in common: header and access descriptors. Source: ffa-hafnium 3.1 A7 to A12. */

import type { Clause } from './clause.ts';
import type { Descriptor } from './descriptor.ts';
import type { World } from './state.ts';

/** A call that has a descriptor, which is there if its bytes could be copied. */
export interface Described {
  readonly world: World;
  readonly total: number;
  readonly length: number;
  readonly d: Descriptor | undefined;
}

export const DESCRIPTOR: readonly Clause<Described>[] = [
  {
    rule: 'descriptor/header-cut',
    status: 'INVALID_PARAMETERS',
    source: 'regressions A10',
    broken: ({ d }) => d !== undefined && d.header === undefined,
  },
  {
    rule: 'descriptor/length-unit',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 B2',
    broken: ({ total, length }) => total % 16 !== 0 || length % 16 !== 0,
  },
  {
    rule: 'descriptor/header-reserved',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 A7',
    broken: ({ d }) => d?.header?.reserved === true,
  },
  {
    rule: 'descriptor/access-size',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 A8',
    broken: ({ d }) => d?.header !== undefined && !d.layout.accessSizes.includes(d.header.accessSize),
  },
  {
    rule: 'descriptor/access-offset',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 A8',
    broken: ({ d }) =>
      d?.header !== undefined &&
      (d.header.accessOffset < d.layout.headerSize || d.header.accessOffset % 16 !== 0),
  },
  {
    rule: 'descriptor/receiver-count-zero',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 A9',
    broken: ({ d }) => d?.header?.accessCount === 0,
  },
  {
    rule: 'descriptor/receiver-count-max',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 A9',
    broken: ({ d, world }) => d?.header !== undefined && d.header.accessCount > world.bounds.receivers,
  },
  {
    rule: 'descriptor/access-array-cut',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 A10',
    broken: ({ d, length }) => d?.header !== undefined && d.accessEnd > length,
  },
  {
    rule: 'descriptor/access-reserved',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 A12',
    broken: ({ d }) => d?.accesses?.some(({ reserved }) => reserved) === true,
  },
  {
    rule: 'descriptor/attributes-reserved',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 2.5, requirements QA11',
    broken: ({ d }) => d?.header !== undefined && hasReservedAttribute(d.header.attributes),
  },
  {
    rule: 'descriptor/attributes-ns',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 B17, conformance 5.17',
    broken: ({ d }) => d?.header !== undefined && (d.header.attributes & 0x40) !== 0,
  },
  {
    rule: 'descriptor/permission-reserved',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 B13',
    broken: ({ d }) =>
      d?.accesses?.some(({ permissions }) => (permissions & 3) === 3 || (permissions & 0xc) === 0xc) === true,
  },
];

/** Type 3, shareability 1, the two reserved kinds of caching, and what lies above bit 6. */
function hasReservedAttribute(attributes: number): boolean {
  const type = (attributes >> 4) & 3;
  const caching = (attributes >> 2) & 3;
  if (attributes >> 7 !== 0 || type === 3 || (attributes & 3) === 1) return true;
  return type === 2 && (caching === 0 || caching === 2);
}

/** Memory of a kind that is mapped: write-back and inner shareable, or a device without gathering, reordering, early answers. */
export function areAttributesServed(attributes: number): boolean {
  const type = (attributes >> 4) & 3;
  const caching = (attributes >> 2) & 3;
  if (type === 1) return caching === 0;
  return type !== 2 || (caching === 3 && (attributes & 3) === 3);
}
