import {
  ATTRIBUTES_NORMAL,
  DATA_RW,
  INSTRUCTION_NX,
  SHAREABILITY_INNER,
  TYPE_NORMAL,
} from '../../abi/bits.ts';
import { ACCESS_32, HEADER_1_1 } from '../../abi/layouts.ts';
import type { Example } from './example.ts';
import { accessAt, inField } from './places.ts';
import { donate, LOAN, lend, readOnly, readWrite, share, unspecified } from './steps.ts';
import { STARTED } from './world.ts';

const NON_CACHEABLE = 0x4;
const { attributes } = HEADER_1_1.fields;
const { permissions } = ACCESS_32.fields;

/** Examples of the rules about permissions and attributes that a sender may state. */
export const SEND_ACCESS_EXAMPLES: readonly Example[] = [
  {
    rule: 'send/read-write-only',
    setup: STARTED,
    broken: share('os', [readOnly('vault')], LOAN, {
      note: 'vault may only read',
      ...inField(permissions, accessAt()),
    }),
    kept: [share('os', [readWrite('vault')], LOAN)],
  },
  {
    rule: 'send/instruction-access',
    setup: STARTED,
    broken: share('os', [{ partition: 'vault', permissions: DATA_RW | INSTRUCTION_NX }], LOAN, {
      note: 'read-write, not executable',
      ...inField(permissions, accessAt()),
    }),
    kept: [share('os', [readWrite('vault')], LOAN)],
  },
  {
    rule: 'send/data-access-missing',
    setup: STARTED,
    broken: share('os', [unspecified('vault')], LOAN, {
      note: 'does not say whether vault may write',
      ...inField(permissions, accessAt()),
    }),
    kept: [share('os', [readWrite('vault')], LOAN)],
  },
  {
    rule: 'send/data-access-given',
    setup: STARTED,
    broken: donate('os', [readWrite('vault')], LOAN, {
      note: 'donates read-write',
      ...inField(permissions, accessAt()),
    }),
    kept: [donate('os', [unspecified('vault')], LOAN)],
  },
  {
    rule: 'send/attributes-exact',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      attributes: 0,
      note: 'leaves the attributes to the manager',
      ...inField(attributes),
    }),
    kept: [share('os', 'vault', LOAN, { attributes: ATTRIBUTES_NORMAL })],
  },
  {
    rule: 'send/attributes-given',
    setup: STARTED,
    broken: lend('os', 'vault', LOAN, {
      attributes: ATTRIBUTES_NORMAL,
      note: 'lends as normal, write-back memory',
      ...inField(attributes),
    }),
    kept: [lend('os', 'vault', LOAN, { attributes: 0 })],
  },
  {
    rule: 'send/attributes-unsupported',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      attributes: TYPE_NORMAL | NON_CACHEABLE | SHAREABILITY_INNER,
      note: 'shares as non-cacheable memory',
      ...inField(attributes),
    }),
    kept: [share('os', 'vault', LOAN, { attributes: ATTRIBUTES_NORMAL })],
  },
];
