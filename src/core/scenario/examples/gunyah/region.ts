import type { Example } from '../example.ts';
import { inBytes } from '../places.ts';
import { lend, TO_PEER } from './steps.ts';
import { DRAM, OTHER, PAGE, PARCELS, PEER_OWN, pages, ROM, SCATTERED } from './world.ts';

const machine = PARCELS;
const KEPT = [lend(TO_PEER, PAGE)];
/** Where the entry of the first region lies in a message to one receiver, and that of the second. */
const FIRST = 20;
const SECOND = 36;

/** Examples of the rules about the regions that a parcel is made of. */
export const REGION_EXAMPLES: readonly Example[] = [
  {
    rule: 'rm-region/unaligned',
    machine,
    setup: [],
    broken: lend(TO_PEER, [{ address: DRAM + 0x4800, pages: 1 }], inBytes(FIRST, 8)),
    kept: KEPT,
  },
  {
    rule: 'rm-region/empty',
    machine,
    setup: [],
    broken: lend(TO_PEER, pages(4, 0), inBytes(FIRST + 8, 8)),
    kept: KEPT,
  },
  {
    rule: 'rm-region/beyond',
    machine,
    setup: [],
    broken: lend(TO_PEER, [{ address: 2 ** 44 - 0x1000, pages: 2 }], inBytes(FIRST, 16)),
    kept: KEPT,
  },
  {
    rule: 'rm-region/not-owned',
    machine,
    setup: [],
    broken: lend(TO_PEER, [{ address: PEER_OWN, pages: 1 }], {
      ...inBytes(FIRST, 16),
      note: 'an address of the peer',
    }),
    kept: KEPT,
  },
  {
    rule: 'rm-region/held',
    machine,
    setup: [lend(TO_PEER, OTHER)],
    broken: lend(TO_PEER, SCATTERED, { ...inBytes(SECOND, 16), note: 'the second page is lent already' }),
    kept: KEPT,
  },
  {
    rule: 'rm-region/overlap',
    machine,
    setup: [],
    broken: lend(TO_PEER, [...pages(4, 2), ...pages(5)], inBytes(SECOND, 16)),
    kept: [lend(TO_PEER, [...pages(4, 2), ...pages(6)])],
  },
  {
    rule: 'rm-region/mixed',
    machine,
    setup: [],
    broken: lend(TO_PEER, [...PAGE, { address: ROM, pages: 1 }], {
      ...inBytes(SECOND, 16),
      note: 'the second page may not be written',
    }),
    kept: [lend(TO_PEER, PAGE), lend(TO_PEER, [{ address: ROM, pages: 1 }])],
  },
  {
    rule: 'rm-region/kind',
    machine,
    setup: [],
    broken: lend(TO_PEER, PAGE, { device: true, ...inBytes(FIRST, 16) }),
    kept: KEPT,
  },
  {
    rule: 'rm-region/no-room',
    machine,
    parcelLimits: { regions: 1 },
    setup: [],
    broken: lend(TO_PEER, SCATTERED, { ...inBytes(16, 2), note: 'this resource manager keeps one region' }),
    kept: [lend(TO_PEER, pages(4, 2), { note: 'two pages side by side are one region' })],
  },
  {
    rule: 'rm-region/too-many',
    machine,
    parcelLimits: { regionsPerParcel: 1 },
    setup: [],
    broken: lend(TO_PEER, SCATTERED, { ...inBytes(16, 2), note: 'a parcel has one region here' }),
    kept: [lend(TO_PEER, pages(4, 2), { note: 'two pages side by side are one region' })],
  },
];
