import type { Example } from '../example.ts';
import { inBytes } from '../places.ts';
import { ask, donate, LISTS, lend, reclaim, share, TO_PEER, vm } from './steps.ts';
import { DEVICE, OTHER, PAGE, PARCELS, R, RW, RWX, RX } from './world.ts';

const UART = [{ address: DEVICE, pages: 1 }];
/** WRITE of memory/page-word.ts, without READ. */
const WRITE_ONLY = RW & ~R;
const machine = PARCELS;

/** Examples of the rules about MEM_DONATE, MEM_LEND and MEM_SHARE, but for their attributes. */
export const CREATE_EXAMPLES: readonly Example[] = [
  {
    rule: 'rm-create/acl-empty',
    machine,
    setup: [],
    broken: lend([], PAGE, inBytes(8, 2)),
    kept: [lend(TO_PEER, PAGE)],
  },
  {
    rule: 'rm-create/regions-empty',
    machine,
    setup: [],
    broken: lend(TO_PEER, [], inBytes(16, 2)),
    kept: [lend(TO_PEER, PAGE)],
  },
  {
    rule: 'rm-create/donate-receivers',
    machine,
    setup: [],
    broken: donate(
      [
        ['peer', RWX],
        ['bystander', RWX],
      ],
      PAGE,
      inBytes(8, 2),
    ),
    kept: [donate([['peer', RWX]], PAGE)],
  },
  {
    rule: 'rm-create/too-many-parcels',
    machine,
    parcelLimits: { parcelsPerOwner: 1 },
    setup: [lend(TO_PEER, PAGE, { as: 'first' })],
    broken: lend(TO_PEER, OTHER, { note: 'this resource manager lets each VM have one parcel' }),
    kept: [reclaim('hlos', 'first'), lend(TO_PEER, OTHER)],
  },
  {
    rule: 'rm-create/memory-type',
    machine,
    setup: [],
    broken: ask('hlos', 'LEND', { type: 2 }, LISTS, inBytes(0, 1)),
    kept: [lend(TO_PEER, PAGE)],
  },
  {
    rule: 'rm-create/sanitize-io',
    machine,
    setup: [],
    broken: lend(TO_PEER, UART, { device: true, sanitize: true, ...inBytes(2, 1) }),
    kept: [lend(TO_PEER, UART, { device: true })],
  },
  {
    rule: 'rm-create/no-room',
    machine,
    parcelLimits: { receivers: 1 },
    setup: [lend(TO_PEER, PAGE, { as: 'first' })],
    broken: lend(TO_PEER, OTHER, { note: 'this resource manager keeps one receiver' }),
    kept: [reclaim('hlos', 'first'), lend(TO_PEER, OTHER)],
  },
  {
    rule: 'rm-create/vm-repeated',
    machine,
    setup: [],
    broken: lend([...TO_PEER, ['peer', R]], PAGE, inBytes(16, 2)),
    kept: [lend([...TO_PEER, ['bystander', R]], PAGE)],
  },
  {
    rule: 'rm-create/vm-unknown',
    machine,
    setup: [],
    broken: lend([['guest', RW]], PAGE, { ...inBytes(12, 2), note: 'nobody has allocated the guest' }),
    kept: [vm('allocate', 'guest'), lend([['guest', RW]], PAGE)],
  },
  {
    rule: 'rm-create/rights',
    machine,
    setup: [],
    broken: lend([['peer', WRITE_ONLY]], PAGE, inBytes(14, 1)),
    kept: [lend([['peer', RW]], PAGE)],
  },
  {
    rule: 'rm-create/io-execute',
    machine,
    setup: [],
    broken: lend([['peer', RX]], UART, { device: true, ...inBytes(14, 1) }),
    kept: [lend([['peer', R]], UART, { device: true })],
  },
  {
    rule: 'rm-create/donate-rights',
    machine,
    setup: [],
    broken: donate([['peer', RW]], PAGE, inBytes(14, 1)),
    kept: [donate([['peer', RWX]], PAGE)],
  },
  {
    rule: 'rm-create/owner-missing',
    machine,
    setup: [],
    broken: share(TO_PEER, PAGE, inBytes(8, 2)),
    kept: [share([['hlos', RW], ...TO_PEER], PAGE)],
  },
  {
    rule: 'rm-create/owner-listed',
    machine,
    setup: [],
    broken: lend([...TO_PEER, ['hlos', RW]], PAGE, inBytes(16, 2)),
    kept: [lend(TO_PEER, PAGE)],
  },
];
