import { FLAG_BYPASS_MULTI_BORROWER, FLAG_TYPE_SHARE } from '../../abi/bits.ts';
import { ACCESS_32, HEADER_1_1 } from '../../abi/layouts.ts';
import type { Example } from './example.ts';
import { LENT, SHARED, SHARED_WITH_TWO } from './loans.ts';
import { accessAt, inField } from './places.ts';
import { LOAN, notExecutable, readOnly, readWrite, retrieve, share } from './steps.ts';
import { STARTED } from './world.ts';

const BYPASS = FLAG_TYPE_SHARE | FLAG_BYPASS_MULTI_BORROWER;

const { flags, accessCount } = HEADER_1_1.fields;
const { endpoint, permissions, impdef1 } = ACCESS_32.fields;

/** Examples of the rules about the receivers that a request lists and the access that they ask for. */
export const RETRIEVE_RECEIVERS_EXAMPLES: readonly Example[] = [
  {
    rule: 'retrieve/bypass',
    setup: SHARED,
    broken: retrieve('vault', 'loan', {
      flags: BYPASS,
      note: 'waives the list of the others; there are no others',
      ...inField(flags),
    }),
    kept: [retrieve('vault', 'loan', { flags: FLAG_TYPE_SHARE })],
  },
  {
    rule: 'retrieve/receiver-count',
    setup: SHARED_WITH_TWO,
    broken: retrieve('vault', 'loan', {
      receivers: [readWrite('vault')],
      note: 'lists vault; os sent it to vault and notary',
      ...inField(accessCount),
    }),
    kept: [retrieve('vault', 'loan', { receivers: [readWrite('vault'), readWrite('notary')] })],
  },
  {
    rule: 'retrieve/receiver-unlisted',
    setup: SHARED_WITH_TWO,
    broken: retrieve('vault', 'loan', {
      receivers: [readWrite('vault'), readWrite('archive')],
      note: 'lists archive; os sent it to vault and notary',
      ...inField(endpoint, accessAt(1)),
    }),
    kept: [retrieve('vault', 'loan', { receivers: [readWrite('notary'), readWrite('vault')] })],
  },
  {
    rule: 'retrieve/data-exceeds',
    setup: [...STARTED, share('os', [readOnly('vault')], LOAN, { as: 'loan' })],
    broken: retrieve('vault', 'loan', {
      receivers: [readWrite('vault')],
      note: 'asks for read-write; os sent it read-only',
      ...inField(permissions, accessAt()),
    }),
    kept: [retrieve('vault', 'loan', { receivers: [readOnly('vault')] })],
  },
  {
    rule: 'retrieve/instruction-given',
    setup: SHARED,
    broken: retrieve('vault', 'loan', {
      receivers: [notExecutable('vault')],
      note: 'asks for shared memory as not executable, which it is anyway',
      ...inField(permissions, accessAt()),
    }),
    kept: [retrieve('vault', 'loan', { receivers: [readWrite('vault')] })],
  },
  {
    rule: 'retrieve/instruction-missing',
    setup: LENT,
    broken: retrieve('vault', 'loan', {
      receivers: [readWrite('vault')],
      note: 'does not say whether the lent memory is to be executable',
      ...inField(permissions, accessAt()),
    }),
    kept: [retrieve('vault', 'loan', { receivers: [notExecutable('vault')] })],
  },
  {
    rule: 'retrieve/impdef',
    setup: [...STARTED, share('os', [{ ...readWrite('vault'), impdef: [1n, 2n] }], LOAN, { as: 'loan' })],
    broken: retrieve('vault', 'loan', {
      receivers: [{ ...readWrite('vault'), impdef: [1n, 3n] }],
      note: 'os wrote 1 and 2 for vault; vault repeats 1 and 3',
      ...inField(impdef1, accessAt()),
    }),
    kept: [retrieve('vault', 'loan', { receivers: [{ ...readWrite('vault'), impdef: [1n, 2n] }] })],
  },
  {
    rule: 'retrieve/caller-missing',
    setup: SHARED_WITH_TWO,
    broken: retrieve('vault', 'loan', {
      receivers: [readWrite('notary')],
      flags: BYPASS,
      note: 'vault waives the list of the others, and then lists notary only',
      ...inField(accessCount),
    }),
    kept: [retrieve('vault', 'loan', { receivers: [readWrite('vault')], flags: BYPASS })],
  },
];
