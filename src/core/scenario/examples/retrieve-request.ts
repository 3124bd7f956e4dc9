import {
  FLAG_ALIGNMENT_HINT_VALID,
  FLAG_TYPE_SHARE,
  FLAG_ZERO,
  SHAREABILITY_INNER,
  TYPE_NORMAL,
} from '../../abi/bits.ts';
import { ACCESS_32, HEADER_1_1 } from '../../abi/layouts.ts';
import type { Example } from './example.ts';
import { LENT, SHARED } from './loans.ts';
import { accessAt, inField, patch, REQUEST_LENGTH } from './places.ts';
import { retrieve } from './steps.ts';

const RESERVED_FLAG = 0x800;
const NON_CACHEABLE = 0x4;

const { attributes, flags, accessCount } = HEADER_1_1.fields;
const { compositeOffset } = ACCESS_32.fields;

/** Examples of the rules about what a retrieve request says, whatever was sent. */
export const RETRIEVE_REQUEST_EXAMPLES: readonly Example[] = [
  {
    rule: 'retrieve/composite-offset',
    setup: SHARED,
    broken: retrieve('vault', 'loan', {
      patches: [patch(compositeOffset, REQUEST_LENGTH, accessAt())],
      note: 'names a place for a composite, as a send does',
      ...inField(compositeOffset, accessAt()),
    }),
    kept: [retrieve('vault', 'loan')],
  },
  {
    rule: 'retrieve/length',
    setup: SHARED,
    broken: retrieve('vault', 'loan', {
      registers: { 1: REQUEST_LENGTH + 16, 2: REQUEST_LENGTH + 16 },
      note: 'announces 16 bytes more than the one access descriptor has',
      ...inField(accessCount),
    }),
    kept: [retrieve('vault', 'loan')],
  },
  {
    rule: 'retrieve/alignment-hint',
    setup: SHARED,
    broken: retrieve('vault', 'loan', {
      flags: FLAG_TYPE_SHARE | FLAG_ALIGNMENT_HINT_VALID,
      note: 'asks for an alignment',
      ...inField(flags),
    }),
    kept: [retrieve('vault', 'loan', { flags: FLAG_TYPE_SHARE })],
  },
  {
    rule: 'retrieve/flags-none',
    setup: SHARED,
    broken: retrieve('vault', 'loan', {
      flags: FLAG_TYPE_SHARE | FLAG_ZERO,
      note: 'insists on cleared memory',
      ...inField(flags),
    }),
    kept: [retrieve('vault', 'loan', { flags: FLAG_TYPE_SHARE })],
  },
  {
    rule: 'retrieve/flags-reserved',
    setup: SHARED,
    broken: retrieve('vault', 'loan', {
      flags: FLAG_TYPE_SHARE | RESERVED_FLAG,
      note: 'bit 11 is set',
      ...inField(flags),
    }),
    kept: [retrieve('vault', 'loan', { flags: FLAG_TYPE_SHARE })],
  },
  {
    rule: 'retrieve/attributes-unsupported',
    setup: LENT,
    broken: retrieve('vault', 'loan', {
      attributes: TYPE_NORMAL | NON_CACHEABLE | SHAREABILITY_INNER,
      note: 'asks for non-cacheable memory',
      ...inField(attributes),
    }),
    kept: [retrieve('vault', 'loan', { attributes: 0 })],
  },
];
