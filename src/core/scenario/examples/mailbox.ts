import { RXTX_ENDPOINT_1_1 } from '../../abi/layouts.ts';
import { encodeRxTxEndpoint } from '../../abi/rxtx-endpoint.ts';
import { VERSION_1_2 } from '../../abi/versions.ts';
import { patched } from '../patch.ts';
import type { Example } from './example.ts';
import { inBytes, inRegister, patch } from './places.ts';
import { call, giveBack, message, notifications, pages, plain, share, start, withdraw } from './steps.ts';
import { GUEST, OS, OS_HEAP, PAGE_TABLES_AT_REST, SECURE_UART, STARTED, VAULT } from './world.ts';

const TX = VAULT;
const RX = VAULT + 0x1000;
const GUEST_ID = 0x0001;
const NOBODY = 0x0007;

/** The guest's buffers as the hypervisor describes them in its TX. */
const GUEST_BUFFERS = encodeRxTxEndpoint(
  {
    endpoint: GUEST_ID,
    rx: { constituents: pages(GUEST, 1) },
    tx: { constituents: pages(GUEST, 0) },
  },
  VERSION_1_2,
);
const TX_OFFSET = RXTX_ENDPOINT_1_1.fields.txOffset;

/** Examples of the rules about RX/TX buffers. */
export const MAILBOX_EXAMPLES: readonly Example[] = [
  {
    rule: 'mailbox/endpoint-field',
    setup: STARTED,
    broken: call(
      'vault',
      'FFA_RXTX_UNMAP',
      { 1: 0x8001_0000 },
      { note: 'vault names itself', ...inRegister(1) },
    ),
    kept: [plain('vault', 'unmap')],
  },
  {
    rule: 'mailbox/unknown-endpoint',
    setup: STARTED,
    broken: call('os', 'FFA_RXTX_UNMAP', { 1: NOBODY << 16 }, { note: 'no VM has id 7', ...inRegister(1) }),
    kept: [call('os', 'FFA_RXTX_UNMAP', { 1: GUEST_ID << 16 })],
  },
  {
    rule: 'mailbox/already-mapped',
    setup: STARTED,
    broken: start('vault', {
      buffers: { tx: VAULT + 0x2000, rx: VAULT + 0x3000, pages: 1 },
      note: 'wants other pages for its buffers',
    }),
    kept: [
      plain('vault', 'unmap'),
      start('vault', { buffers: { tx: VAULT + 0x2000, rx: VAULT + 0x3000, pages: 1 } }),
    ],
  },
  {
    rule: 'mailbox/page-count-zero',
    setup: [],
    broken: start('vault', { buffers: { tx: TX, rx: RX, pages: 0 }, ...inRegister(3) }),
    kept: [start('vault', { buffers: { tx: TX, rx: RX, pages: 1 } })],
  },
  {
    rule: 'mailbox/page-count-max',
    setup: [],
    limits: { mailboxPages: 2 },
    broken: start('vault', {
      buffers: { tx: TX, rx: TX + 0x3000, pages: 3 },
      note: 'this manager takes two pages',
      ...inRegister(3),
    }),
    kept: [start('vault', { buffers: { tx: TX, rx: TX + 0x3000, pages: 2 } })],
  },
  {
    rule: 'mailbox/unaligned',
    setup: [],
    broken: start('vault', {
      buffers: { tx: TX + 0x800, rx: RX + 0x800, pages: 1 },
      note: 'the buffers would start in the middle of a page',
      ...inRegister(1),
    }),
    kept: [start('vault', { buffers: { tx: TX, rx: RX, pages: 1 } })],
  },
  {
    rule: 'mailbox/overlap',
    setup: [],
    broken: start('vault', {
      buffers: { tx: TX, rx: TX + 0x1000, pages: 2 },
      note: 'RX would start with the second page of TX',
      ...inRegister(2),
    }),
    kept: [start('vault', { buffers: { tx: TX, rx: TX + 0x2000, pages: 2 } })],
  },
  {
    rule: 'mailbox/not-owned',
    setup: [...STARTED, share('vault', 'notary', pages(VAULT, 4)), plain('vault', 'unmap')],
    broken: start('vault', {
      buffers: { tx: VAULT + 0x4000, rx: RX, pages: 1 },
      note: 'TX would be the page that vault shares with notary',
      ...inRegister(1),
    }),
    kept: [start('vault', { buffers: { tx: VAULT + 0x5000, rx: RX, pages: 1 } })],
  },
  {
    rule: 'mailbox/not-usable',
    setup: [],
    broken: start('vault', {
      buffers: { tx: TX, rx: SECURE_UART, pages: 1 },
      note: 'RX would be the registers of a UART',
      ...inRegister(2),
    }),
    kept: [start('vault', { buffers: { tx: TX, rx: RX, pages: 1 } })],
  },
  {
    rule: 'mailbox/no-room',
    setup: [],
    limits: { pageTables: PAGE_TABLES_AT_REST },
    broken: start('os', {
      buffers: { tx: OS_HEAP, rx: OS_HEAP + 0x1000, pages: 1 },
      note: 'the page map would have to split 2 MiB that were one entry, and its tables are used up',
    }),
    kept: [start('os', { buffers: { tx: OS, rx: OS + 0x1000, pages: 1 } })],
  },
  {
    rule: 'mailbox/no-tx',
    setup: [start('os', { buffers: 'none' })],
    broken: call('os', 'FFA_RXTX_MAP', {}, { note: "would map the guest's buffers, and has none itself" }),
    kept: [start('os'), call('os', 'FFA_RXTX_MAP', {}, { tx: GUEST_BUFFERS })],
  },
  {
    rule: 'mailbox/tx-inaccessible',
    setup: [start('os'), withdraw(OS)],
    broken: call(
      'os',
      'FFA_RXTX_MAP',
      {},
      { tx: GUEST_BUFFERS, note: 'TX belongs to another world for the moment' },
    ),
    kept: [giveBack(OS), call('os', 'FFA_RXTX_MAP', {}, { tx: GUEST_BUFFERS })],
  },
  {
    rule: 'mailbox/descriptor',
    setup: [start('os')],
    broken: call(
      'os',
      'FFA_RXTX_MAP',
      {},
      {
        tx: patched(GUEST_BUFFERS, [patch(TX_OFFSET, 52)]),
        note: 'the composite of the TX buffer would start at byte 52, which is no multiple of 8',
        ...inBytes(0, RXTX_ENDPOINT_1_1.size),
      },
    ),
    kept: [call('os', 'FFA_RXTX_MAP', {}, { tx: GUEST_BUFFERS, note: "maps the guest's buffers for it" })],
  },
  {
    rule: 'mailbox/not-mapped',
    setup: [start('vault', { buffers: 'none' })],
    broken: plain('vault', 'unmap'),
    kept: [start('vault'), plain('vault', 'unmap')],
  },
  {
    rule: 'mailbox/rx-not-owned',
    setup: STARTED,
    broken: plain('vault', 'release', { note: 'nothing was written to RX' }),
    kept: [
      call('vault', 'FFA_PARTITION_INFO_GET', {}, { note: 'the list is in RX now' }),
      plain('vault', 'release'),
    ],
  },
  {
    rule: 'mailbox/message-unread',
    setup: [...STARTED, message('os', 'vault')],
    broken: plain('vault', 'release', { note: 'vault has not looked what came' }),
    kept: [
      notifications('vault', { framework: 0x1_0000_0000n, note: 'a message of the normal world is in RX' }),
      plain('vault', 'release'),
    ],
  },
];
