import type { Example } from '../example.ts';
import { inBytes } from '../places.ts';
import {
  accept,
  append,
  ask,
  LISTS,
  lend,
  lendBy,
  reclaim,
  regionsOf,
  release,
  share,
  TO_PEER,
} from './steps.ts';
import { DEVICE, OTHER, PAGE, PARCELS, PEER_OWN, R, RW } from './world.ts';

const machine = PARCELS;
const LOAN = lend(TO_PEER, PAGE, { as: 'loan' });
const HALF = lend(TO_PEER, PAGE, { more: true, as: 'half' });
const READ_ONLY_LOAN = lend([['peer', R]], PAGE, { as: 'loan' });
const DEVICE_LOAN = lend(TO_PEER, [{ address: DEVICE, pages: 1 }], { device: true, as: 'uart' });
/** A handle that no parcel has. */
const NONE = 9;

export const APPEND_EXAMPLES: readonly Example[] = [
  {
    rule: 'rm-append/regions-empty',
    machine,
    setup: [HALF],
    broken: append('hlos', 'half', [], inBytes(8, 2)),
    kept: [append('hlos', 'half', OTHER)],
  },
  {
    rule: 'rm-append/handle',
    machine,
    setup: [HALF],
    broken: append('hlos', NONE, OTHER, inBytes(0, 4)),
    kept: [append('hlos', 'half', OTHER)],
  },
  {
    rule: 'rm-append/not-owner',
    machine,
    setup: [HALF],
    broken: append('peer', 'half', [{ address: PEER_OWN, pages: 1 }]),
    kept: [append('hlos', 'half', OTHER)],
  },
  {
    rule: 'rm-append/complete',
    machine,
    setup: [HALF, append('hlos', 'half', OTHER, { note: 'the last message says so' })],
    broken: append('hlos', 'half', [{ address: DEVICE, pages: 1 }]),
    kept: [accept('peer', 'half')],
  },
];

export const RELEASE_EXAMPLES: readonly Example[] = [
  {
    rule: 'rm-release/handle',
    machine,
    setup: [LOAN, accept('peer', 'loan')],
    broken: release('peer', NONE, inBytes(0, 4)),
    kept: [release('peer', 'loan')],
  },
  {
    rule: 'rm-release/not-receiver',
    machine,
    setup: [LOAN, accept('peer', 'loan')],
    broken: release('bystander', 'loan', inBytes(0, 4)),
    kept: [release('peer', 'loan')],
  },
  {
    rule: 'rm-release/owner',
    machine,
    setup: [share([['hlos', RW], ...TO_PEER], PAGE, { as: 'note' })],
    broken: release('hlos', 'note'),
    kept: [reclaim('hlos', 'note')],
  },
  {
    rule: 'rm-release/not-accepted',
    machine,
    setup: [LOAN],
    broken: release('peer', 'loan'),
    kept: [accept('peer', 'loan'), release('peer', 'loan')],
  },
  {
    rule: 'rm-release/sanitize',
    machine,
    setup: [READ_ONLY_LOAN, accept('peer', 'loan')],
    broken: release('peer', 'loan', { sanitize: true, ...inBytes(4, 1) }),
    kept: [release('peer', 'loan'), reclaim('hlos', 'loan', { sanitize: true })],
  },
];

export const RECLAIM_EXAMPLES: readonly Example[] = [
  {
    rule: 'rm-reclaim/handle',
    machine,
    setup: [LOAN],
    broken: reclaim('hlos', NONE, inBytes(0, 4)),
    kept: [reclaim('hlos', 'loan')],
  },
  {
    rule: 'rm-reclaim/not-owner',
    machine,
    setup: [LOAN],
    broken: reclaim('peer', 'loan'),
    kept: [reclaim('hlos', 'loan')],
  },
  {
    rule: 'rm-reclaim/in-use',
    machine,
    setup: [LOAN, accept('peer', 'loan')],
    broken: reclaim('hlos', 'loan', { note: 'there is no way to take it back by force' }),
    kept: [release('peer', 'loan'), reclaim('hlos', 'loan')],
  },
  {
    rule: 'rm-reclaim/sanitize-io',
    machine,
    setup: [DEVICE_LOAN],
    broken: reclaim('hlos', 'uart', { sanitize: true, ...inBytes(4, 1) }),
    kept: [reclaim('hlos', 'uart')],
  },
];

export const LOOKUP_EXAMPLES: readonly Example[] = [
  {
    rule: 'rm-lookup/not-found',
    machine,
    setup: [LOAN, lendBy('peer', [['hlos', RW]], [{ address: PEER_OWN, pages: 1 }])],
    broken: ask('hlos', 'LOOKUP', { label: 1 }, { ...LISTS, regions: regionsOf(OTHER) }),
    kept: [ask('hlos', 'LOOKUP', { label: 1 }, LISTS)],
  },
];
