import { ATTRIBUTES_NORMAL, FLAG_TYPE_LEND, FLAG_ZERO, FLAG_ZERO_AFTER_RELINQUISH } from '../../abi/bits.ts';
import { ACCESS_32, HEADER_1_1 } from '../../abi/layouts.ts';
import type { Example } from './example.ts';
import { LENT, SHARED } from './loans.ts';
import { accessAt, inField } from './places.ts';
import {
  donate,
  executable,
  giveBack,
  LOAN,
  lend,
  notExecutable,
  pages,
  readOnly,
  readWrite,
  reclaim,
  relinquish,
  retrieve,
  SINGLE_PAGES,
  share,
  withdraw,
} from './steps.ts';
import { OS, OS_HEAP, STARTED, UART, VAULT } from './world.ts';

const VAULT_RX = VAULT + 0x1000;
const GUEST_AND_VAULT = [readWrite('guest'), readWrite('vault')];

const { attributes, flags } = HEADER_1_1.fields;
const { permissions } = ACCESS_32.fields;

/** Examples of the rules about what the memory is, who has it already, and where it goes. */
export const RETRIEVE_MEMORY_EXAMPLES: readonly Example[] = [
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
    rule: 'retrieve/zero-read-only',
    setup: [...STARTED, lend('os', [readOnly('vault')], LOAN, { as: 'loan' })],
    broken: retrieve('vault', 'loan', {
      flags: FLAG_TYPE_LEND | FLAG_ZERO_AFTER_RELINQUISH,
      note: 'asks for pages to be cleared afterwards that vault may only read',
      ...inField(flags),
    }),
    kept: [retrieve('vault', 'loan', { flags: FLAG_TYPE_LEND })],
  },
  {
    rule: 'retrieve/normal-over-device',
    setup: [...STARTED, lend('os', 'vault', pages(UART, 0), { as: 'uart' })],
    broken: retrieve('vault', 'uart', {
      attributes: ATTRIBUTES_NORMAL,
      note: 'asks for the registers of a UART as normal memory',
      ...inField(attributes),
    }),
    kept: [retrieve('vault', 'uart', { attributes: 0 })],
  },
  {
    rule: 'retrieve/zero-again',
    setup: [
      ...STARTED,
      lend('os', 'vault', LOAN, { flags: FLAG_ZERO, as: 'loan' }),
      retrieve('vault', 'loan', { flags: FLAG_TYPE_LEND | FLAG_ZERO }),
    ],
    limits: { retrievals: 3 },
    broken: retrieve('vault', 'loan', {
      flags: FLAG_TYPE_LEND | FLAG_ZERO,
      note: 'insists on cleared memory once more',
      ...inField(flags),
    }),
    kept: [retrieve('vault', 'loan', { flags: FLAG_TYPE_LEND })],
  },
  {
    rule: 'retrieve/limit',
    setup: [...SHARED, retrieve('vault', 'loan')],
    broken: retrieve('vault', 'loan', { note: 'this manager counts to 1' }),
    kept: [relinquish('vault', 'loan'), retrieve('vault', 'loan')],
  },
  {
    rule: 'retrieve/memory-inaccessible',
    setup: [
      ...STARTED,
      lend('os', [readWrite('vault'), readWrite('notary')], LOAN, { as: 'loan' }),
      retrieve('vault', 'loan'),
      retrieve('notary', 'loan'),
      relinquish('vault', 'loan', { flags: FLAG_ZERO }),
      withdraw(OS + 0x4000),
      relinquish('notary', 'loan'),
    ],
    broken: retrieve('notary', 'loan', {
      note: 'what vault wanted cleared could not be when the last one left, and still cannot',
    }),
    kept: [giveBack(OS + 0x4000), retrieve('notary', 'loan')],
  },
  {
    rule: 'retrieve/no-place',
    setup: [
      ...STARTED,
      share('os', GUEST_AND_VAULT, pages(OS_HEAP, 0, 12), { as: 'twelve' }),
      share('os', GUEST_AND_VAULT, pages(OS_HEAP, 16, 8), { as: 'eight' }),
      retrieve('guest', 'twelve'),
    ],
    broken: retrieve('guest', 'eight', { note: 'guest has 16 pages of address space for what it borrows' }),
    kept: [relinquish('guest', 'twelve'), retrieve('guest', 'eight')],
  },
  {
    rule: 'retrieve/donation-quota',
    setup: [
      ...STARTED,
      share('vault', 'notary', pages(VAULT, 4), { as: 'own' }),
      donate('os', 'vault', SINGLE_PAGES, { as: 'gift' }),
    ],
    limits: { transactionsPerEndpoint: 1 },
    broken: retrieve('vault', 'gift', {
      note: 'this manager keeps one transaction of each endpoint, and a gift that is not fetched at once would be the second',
    }),
    kept: [reclaim('vault', 'own'), retrieve('vault', 'gift')],
  },
  {
    rule: 'retrieve/rx-inaccessible',
    setup: [...SHARED, withdraw(VAULT_RX)],
    broken: retrieve('vault', 'loan', { note: 'RX belongs to another world for the moment' }),
    kept: [giveBack(VAULT_RX), retrieve('vault', 'loan')],
  },
];
