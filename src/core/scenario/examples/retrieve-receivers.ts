import {
  DATA_RW,
  FLAG_BYPASS_MULTI_BORROWER,
  FLAG_TYPE_SHARE,
  INSTRUCTION_NX,
  INSTRUCTION_X,
} from '../../abi/bits.ts';
import { ACCESS_32, HEADER_1_1 } from '../../abi/layouts.ts';
import type { Recipient } from '../act.ts';
import type { Example } from './example.ts';
import { accessAt, inField } from './places.ts';
import { LOAN, lend, pages, readOnly, readWrite, retrieve, share } from './steps.ts';
import { STARTED, UART, VAULT } from './world.ts';

const SHARED = [...STARTED, share('os', 'vault', LOAN, { as: 'loan' })];
const SHARED_WITH_TWO = [
  ...STARTED,
  share('os', [readWrite('vault'), readWrite('notary')], LOAN, { as: 'loan' }),
];
const LENT = [...STARTED, lend('os', 'vault', LOAN, { as: 'loan' })];

const BYPASS = FLAG_TYPE_SHARE | FLAG_BYPASS_MULTI_BORROWER;

const { flags, accessCount } = HEADER_1_1.fields;
const { endpoint, permissions, impdef1 } = ACCESS_32.fields;

function executable(partition: string): Recipient {
  return { partition, permissions: DATA_RW | INSTRUCTION_X };
}

function notExecutable(partition: string): Recipient {
  return { partition, permissions: DATA_RW | INSTRUCTION_NX };
}

/** Examples of the rules about the receivers that a request lists and the access that they ask for. */
export const RETRIEVE_RECEIVERS_EXAMPLES: readonly Example[] = [
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
    rule: 'retrieve/execute-device',
    setup: [...STARTED, lend('os', 'vault', pages(UART, 0), { as: 'uart' })],
    broken: retrieve('vault', 'uart', {
      receivers: [executable('vault')],
      note: 'asks for the registers of a UART as executable',
      ...inField(permissions, accessAt()),
    }),
    kept: [retrieve('vault', 'uart', { receivers: [notExecutable('vault')] })],
  },
  {
    rule: 'retrieve/execute-non-secure',
    setup: LENT,
    broken: retrieve('vault', 'loan', {
      receivers: [executable('vault')],
      note: 'code that comes from the normal world',
      ...inField(permissions, accessAt()),
    }),
    kept: [retrieve('vault', 'loan', { receivers: [notExecutable('vault')] })],
  },
  {
    rule: 'retrieve/execute-exceeds-owner',
    setup: [...STARTED, lend('vault', 'notary', pages(VAULT, 4), { as: 'loan' })],
    broken: retrieve('notary', 'loan', {
      receivers: [executable('notary')],
      note: 'vault itself may not execute that page',
      ...inField(permissions, accessAt()),
    }),
    kept: [retrieve('notary', 'loan', { receivers: [notExecutable('notary')] })],
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
