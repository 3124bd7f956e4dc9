import { ATTRIBUTE_NS, ATTRIBUTES_NORMAL, DATA_RESERVED, TYPE_RESERVED } from '../../abi/bits.ts';
import { ACCESS_32, HEADER_1_0, HEADER_1_1 } from '../../abi/layouts.ts';
import type { Example } from './example.ts';
import { accessAt, inBytes, inField, patch, SEND_LENGTH } from './places.ts';
import { LOAN, OTHER, readWrite, share } from './steps.ts';
import { STARTED } from './world.ts';

const { attributes, accessSize, accessCount, accessOffset, reserved36 } = HEADER_1_1.fields;
const { permissions, reserved } = ACCESS_32.fields;

/** Examples of the rules about header and access descriptors, all with a share; a retrieve request is judged alike. */
export const DESCRIPTOR_EXAMPLES: readonly Example[] = [
  {
    rule: 'descriptor/header-cut',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      registers: { 1: HEADER_1_0.size, 2: HEADER_1_0.size },
      note: 'announces 32 bytes, the header of FF-A 1.0; os negotiated 1.2, whose header has 48',
      ...inBytes(0, HEADER_1_0.size),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'descriptor/length-unit',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      registers: { 1: SEND_LENGTH + 8, 2: SEND_LENGTH + 8 },
      note: 'announces 8 bytes more than the structures have',
      ...inBytes(SEND_LENGTH, 8),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'descriptor/header-reserved',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      patches: [patch(reserved36, 1)],
      note: 'byte 36 is 1',
      ...inField(reserved36),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'descriptor/access-size',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      patches: [patch(accessSize, 0)],
      note: 'says that an access descriptor has 0 bytes',
      ...inField(accessSize),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'descriptor/access-offset',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      patches: [patch(accessOffset, HEADER_1_0.size)],
      note: 'says that the access descriptors start at byte 32, inside the header',
      ...inField(accessOffset),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'descriptor/receiver-count-zero',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      patches: [patch(accessCount, 0)],
      note: 'says that there is no receiver',
      ...inField(accessCount),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'descriptor/receiver-count-max',
    setup: STARTED,
    limits: { receivers: 1 },
    broken: share('os', [readWrite('vault'), readWrite('notary')], LOAN, {
      note: 'this manager keeps one receiver of a transaction',
      ...inField(accessCount),
    }),
    kept: [share('os', 'vault', LOAN), share('os', 'notary', OTHER)],
  },
  {
    rule: 'descriptor/access-array-cut',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      patches: [patch(accessCount, 3)],
      note: 'says that there are three receivers; their descriptors would end at byte 144 of 112',
      ...inField(accessCount),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'descriptor/access-reserved',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      patches: [patch(reserved, 1, accessAt())],
      note: 'byte 24 of the access descriptor is 1',
      ...inField(reserved, accessAt()),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'descriptor/attributes-reserved',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      attributes: TYPE_RESERVED,
      note: 'memory type 3, which does not exist',
      ...inField(attributes),
    }),
    kept: [share('os', 'vault', LOAN, { attributes: ATTRIBUTES_NORMAL })],
  },
  {
    rule: 'descriptor/attributes-ns',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      attributes: ATTRIBUTES_NORMAL | ATTRIBUTE_NS,
      note: 'the sender says itself that the memory is non-secure',
      ...inField(attributes),
    }),
    kept: [share('os', 'vault', LOAN, { attributes: ATTRIBUTES_NORMAL })],
  },
  {
    rule: 'descriptor/permission-reserved',
    setup: STARTED,
    broken: share('os', [{ partition: 'vault', permissions: DATA_RESERVED }], LOAN, {
      note: 'data access 3, which does not exist',
      ...inField(permissions, accessAt()),
    }),
    kept: [share('os', [readWrite('vault')], LOAN)],
  },
];
