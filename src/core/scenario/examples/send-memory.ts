import { ATTRIBUTES_NORMAL, DEVICE_NGNRNE, FLAG_ZERO, TYPE_DEVICE } from '../../abi/bits.ts';
import { COMPOSITE, CONSTITUENT } from '../../abi/layouts.ts';
import type { Example } from './example.ts';
import { SHARED } from './loans.ts';
import { compositeAt, constituentAt, inBytes, inField, patch } from './places.ts';
import {
  donate,
  giveBack,
  LOAN,
  lend,
  pages,
  readOnly,
  readWrite,
  reclaim,
  relinquish,
  retrieve,
  share,
  withdraw,
} from './steps.ts';
import { OS, OS_HEAP, OS_PAGES, PAGE_TABLES_AT_REST, STARTED, UART, VAULT } from './world.ts';

const { address, pages: pageCount } = CONSTITUENT.fields;
const { totalPages } = COMPOSITE.fields;

const FIRST = inBytes(constituentAt(0), CONSTITUENT.size);
const SECOND = inBytes(constituentAt(1), CONSTITUENT.size);

const UNOWNED = 0x4100_0000;
const BEYOND = 2 ** 48;
/** The last page of the OS: it may be read only. */
const READ_ONLY = pages(OS, OS_PAGES - 1);
const BEFORE_IT = pages(OS, OS_PAGES - 2);

/** Examples of the rules about constituents and the pages that they name. */
export const SEND_MEMORY_EXAMPLES: readonly Example[] = [
  {
    rule: 'send/constituent-unaligned',
    setup: STARTED,
    broken: share('os', 'vault', [{ address: OS + 0x4800, pages: 1 }], {
      note: 'starts in the middle of a page',
      ...inField(address, constituentAt(0)),
    }),
    kept: [share('os', 'vault', [{ address: OS + 0x4000, pages: 1 }])],
  },
  {
    rule: 'send/constituent-empty',
    setup: STARTED,
    broken: share('os', 'vault', pages(OS, 4, 0), {
      note: 'a constituent of 0 pages',
      ...inField(pageCount, constituentAt(0)),
    }),
    kept: [share('os', 'vault', pages(OS, 4, 1))],
  },
  {
    rule: 'send/constituent-range',
    setup: STARTED,
    broken: share('os', 'vault', [{ address: BEYOND, pages: 1 }], {
      note: 'this machine has no address that high',
      ...inField(address, constituentAt(0)),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'send/page-sum',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      patches: [patch(totalPages, 2, compositeAt())],
      note: 'announces two pages and lists one',
      ...inField(totalPages, compositeAt()),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'send/overlap',
    setup: STARTED,
    broken: share('os', 'vault', [...pages(OS, 4, 2), ...pages(OS, 5, 2)], {
      note: 'pages 4 and 5, pages 5 and 6',
      ...SECOND,
    }),
    kept: [share('os', 'vault', [...pages(OS, 4, 2), ...pages(OS, 6, 1)])],
  },
  {
    rule: 'send/unmapped',
    setup: STARTED,
    broken: share('os', 'vault', pages(UNOWNED, 0), { note: 'no memory is there', ...FIRST }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'send/not-owner',
    setup: [...SHARED, retrieve('vault', 'loan')],
    broken: share('vault', 'notary', LOAN, { note: 'passes on what it borrowed', ...FIRST }),
    kept: [
      relinquish('vault', 'loan'),
      reclaim('os', 'loan'),
      share('os', [readWrite('vault'), readWrite('notary')], LOAN, { note: 'the owner sends it to both' }),
    ],
  },
  {
    rule: 'send/held',
    setup: SHARED,
    broken: share('os', 'notary', LOAN, { note: 'shares the page a second time', ...FIRST }),
    kept: [reclaim('os', 'loan'), share('os', 'notary', LOAN)],
  },
  {
    rule: 'send/mixed',
    setup: STARTED,
    broken: share('os', [readOnly('vault')], [...BEFORE_IT, ...READ_ONLY], {
      note: 'os may write the first page, and may not write the second',
      ...SECOND,
    }),
    kept: [share('os', [readOnly('vault')], BEFORE_IT), share('os', [readOnly('vault')], READ_ONLY)],
  },
  {
    rule: 'send/no-page-table',
    setup: STARTED,
    limits: { pageTables: PAGE_TABLES_AT_REST },
    broken: share('os', 'vault', pages(OS_HEAP, 4), {
      note: 'the page map would have to split 2 MiB that were one entry, and its tables are used up',
      ...FIRST,
    }),
    kept: [share('os', 'vault', pages(OS_HEAP, 0, 512), { note: 'the whole 2 MiB stay one entry' })],
  },
  {
    rule: 'send/normal-over-device',
    setup: STARTED,
    broken: share('os', 'vault', pages(UART, 0), {
      attributes: ATTRIBUTES_NORMAL,
      note: 'shares the registers of a UART as normal memory',
    }),
    kept: [lend('os', 'vault', pages(UART, 0), { attributes: 0 })],
  },
  {
    rule: 'send/device-operation',
    setup: STARTED,
    broken: share('os', 'vault', pages(UART, 0), {
      attributes: TYPE_DEVICE | DEVICE_NGNRNE,
      note: 'shares the registers of a UART, and would go on driving it',
    }),
    kept: [lend('os', 'vault', pages(UART, 0))],
  },
  {
    rule: 'send/zero-read-only',
    setup: STARTED,
    broken: lend('os', [readOnly('vault')], READ_ONLY, {
      flags: FLAG_ZERO,
      note: 'asks for pages to be cleared that os may not write',
    }),
    kept: [lend('os', [readOnly('vault')], READ_ONLY)],
  },
  {
    rule: 'send/secure-to-normal-world',
    setup: [...STARTED, donate('os', 'vault', LOAN, { as: 'gift' }), retrieve('vault', 'gift')],
    broken: donate('vault', 'guest', pages(VAULT, 4), { note: 'secure memory' }),
    kept: [donate('vault', 'guest', LOAN, { note: 'non-secure memory that vault got from os' })],
  },
  {
    rule: 'send/permission-exceeds-owner',
    setup: STARTED,
    broken: share('os', [readWrite('vault')], READ_ONLY, {
      note: 'lets vault write what os may only read',
    }),
    kept: [share('os', [readOnly('vault')], READ_ONLY)],
  },
  {
    rule: 'send/memory-inaccessible',
    setup: [...STARTED, withdraw(OS + 0x4000)],
    broken: lend('os', 'vault', LOAN, {
      flags: FLAG_ZERO,
      note: 'asks for a page to be cleared that belongs to another world for the moment',
    }),
    kept: [giveBack(OS + 0x4000), lend('os', 'vault', LOAN, { flags: FLAG_ZERO })],
  },
];
