import { encodeMessage } from '../../../gunyah/wire/codec.ts';
import { REQUEST } from '../../../gunyah/wire/messages.ts';
import { ACCEPT_FLAG, TRANSFER } from '../../../gunyah/wire/values.ts';
import type { Step } from '../../scenario.ts';
import type { Example } from '../example.ts';
import { inBytes } from '../places.ts';
import type { Aside } from '../steps.ts';
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
  request,
  share,
  TO_PEER,
} from './steps.ts';
import { DEVICE, OTHER, PAGE, PARCELS, PEER, PEER_OWN, PLACES, R, ROM, RW, SCATTERED } from './world.ts';

const machine = PARCELS;
const LOAN = lend(TO_PEER, PAGE, { label: 9, as: 'loan' });
const TWO_REGIONS = lend(TO_PEER, SCATTERED, { as: 'loan' });
/** Places where the peer has nothing. */
const HERE = [{ address: 0x5000_0000, pages: 1 }];
const THERE = { address: 0x6000_0000, pages: 1 };
const FLAGS_AT = inBytes(6, 1);

/** The peer accepts the first parcel that there is, a loan, with flags and lists of its own. */
function acceptWith(flags: number, lists: Parameters<typeof ask>[3] = {}, aside: Aside = {}): Step {
  const head = { handle: 0, transfer: TRANSFER.LEND, flags: flags | ACCEPT_FLAG.DONE };
  return ask('peer', 'ACCEPT', head, lists, aside);
}

/** It has the memory mapped for itself by its own number: 0 stands for the caller. */
function mappedFor(vmid: number, aside: Aside = {}): Step {
  const head = { handle: 0, transfer: TRANSFER.LEND, flags: ACCEPT_FLAG.DONE };
  const payload = encodeMessage(REQUEST.ACCEPT, head, { regions: regionsOf(HERE) });
  payload[18] = vmid;
  return request('peer', 'ACCEPT', payload, aside);
}

const { VALIDATE_ACL_ATTR, VALIDATE_SANITIZED, MAP_OTHER } = ACCEPT_FLAG;
const OWN_ENTRY = { acl: LISTS.acl };

/** Examples of the rules about what the receiver believes of a parcel, and about who it is. */
export const ACCEPT_EXAMPLES: readonly Example[] = [
  {
    rule: 'rm-accept/handle',
    machine,
    setup: [LOAN],
    broken: accept('peer', 9, inBytes(0, 4)),
    kept: [accept('peer', 'loan')],
  },
  {
    rule: 'rm-accept/incomplete',
    machine,
    setup: [lend(TO_PEER, PAGE, { more: true, as: 'half' })],
    broken: accept('peer', 'half'),
    kept: [append('hlos', 'half', OTHER), accept('peer', 'half')],
  },
  {
    rule: 'rm-accept/type',
    machine,
    setup: [share([['hlos', RW], ...TO_PEER], PAGE, { as: 'note' })],
    broken: accept('peer', 0, { ...inBytes(5, 1), note: 'takes what is shared for a loan' }),
    kept: [accept('peer', 'note')],
  },
  {
    rule: 'rm-accept/not-sanitized',
    machine,
    setup: [LOAN],
    broken: acceptWith(VALIDATE_SANITIZED, {}, { ...FLAGS_AT, note: 'relies on memory that is cleared' }),
    kept: [
      reclaim('hlos', 'loan'),
      lend(TO_PEER, PAGE, { sanitize: true, as: 'clean' }),
      accept('peer', 'clean'),
    ],
  },
  {
    rule: 'rm-accept/label',
    machine,
    setup: [LOAN],
    broken: accept('peer', 'loan', { label: 8, ...inBytes(8, 4) }),
    kept: [accept('peer', 'loan', { label: 9 })],
  },
  {
    rule: 'rm-accept/acl-absent',
    machine,
    setup: [LOAN],
    broken: acceptWith(VALIDATE_ACL_ATTR),
    kept: [acceptWith(VALIDATE_ACL_ATTR, OWN_ENTRY)],
  },
  {
    rule: 'rm-accept/acl-differs',
    machine,
    setup: [LOAN],
    broken: acceptWith(VALIDATE_ACL_ATTR, { acl: [{ vmid: PEER, rights: 7 }] }, inBytes(16, 4)),
    kept: [acceptWith(VALIDATE_ACL_ATTR, OWN_ENTRY)],
  },
  {
    rule: 'rm-accept/map-other',
    machine,
    setup: [LOAN],
    broken: acceptWith(MAP_OTHER, {}, FLAGS_AT),
    kept: [acceptWith(0)],
  },
  {
    rule: 'rm-accept/map-vmid',
    machine,
    setup: [LOAN],
    broken: mappedFor(PEER, inBytes(18, 2)),
    kept: [mappedFor(0)],
  },
  {
    rule: 'rm-accept/not-receiver',
    machine,
    setup: [LOAN],
    broken: accept('bystander', 'loan'),
    kept: [accept('peer', 'loan')],
  },
  {
    rule: 'rm-accept/owner',
    machine,
    setup: [share([['hlos', RW], ...TO_PEER], PAGE, { as: 'note' })],
    broken: accept('hlos', 'note'),
    kept: [accept('peer', 'note')],
  },
  {
    rule: 'rm-accept/mapped',
    machine,
    setup: [LOAN, accept('peer', 'loan')],
    broken: accept('peer', 'loan', { places: HERE }),
    kept: [release('peer', 'loan'), accept('peer', 'loan', { places: HERE })],
  },
  {
    rule: 'rm-accept/contiguous-io',
    machine,
    setup: [lend(TO_PEER, [{ address: DEVICE, pages: 1 }], { device: true, as: 'uart' })],
    broken: accept('peer', 'uart', { contiguous: true, ...FLAGS_AT }),
    kept: [accept('peer', 'uart')],
  },
  {
    rule: 'rm-accept/contiguous-mixed',
    machine,
    setup: [TWO_REGIONS, accept('peer', 'loan', { places: HERE, more: true })],
    broken: accept('peer', 'loan', { contiguous: true, ...FLAGS_AT }),
    kept: [accept('peer', 'loan', { places: [THERE] })],
  },
  {
    rule: 'rm-accept/sanitize',
    machine,
    setup: [lend([['peer', R]], PAGE, { as: 'loan' })],
    broken: accept('peer', 'loan', { sanitize: true, ...FLAGS_AT }),
    kept: [accept('peer', 'loan')],
  },
];

/** Examples of the rules about places, and about rights. */
export const PLACE_EXAMPLES: readonly Example[] = [
  {
    rule: 'rm-accept/too-many-places',
    machine,
    setup: [LOAN],
    broken: accept('peer', 'loan', { places: [...HERE, THERE], ...inBytes(16, 2) }),
    kept: [accept('peer', 'loan', { places: HERE })],
  },
  {
    rule: 'rm-accept/place-unaligned',
    machine,
    setup: [LOAN],
    broken: accept('peer', 'loan', { places: [{ address: PLACES + 0x10, pages: 1 }], ...inBytes(20, 8) }),
    kept: [accept('peer', 'loan', { places: HERE })],
  },
  {
    rule: 'rm-accept/place-size',
    machine,
    setup: [LOAN],
    broken: accept('peer', 'loan', { places: [{ ...THERE, pages: 2 }], ...inBytes(28, 8) }),
    kept: [accept('peer', 'loan', { places: [THERE] })],
  },
  {
    rule: 'rm-accept/place-taken',
    machine,
    setup: [LOAN],
    broken: accept('peer', 'loan', {
      places: [{ address: PEER_OWN, pages: 1 }],
      ...inBytes(20, 8),
      note: 'its own memory is there',
    }),
    kept: [accept('peer', 'loan', { places: HERE })],
  },
  {
    rule: 'rm-accept/place-physical',
    machine,
    setup: [lendBy('peer', [['hlos', RW]], [{ address: PEER_OWN, pages: 1 }], { as: 'loan' })],
    broken: accept('hlos', 'loan', { places: [THERE], ...inBytes(20, 8) }),
    kept: [accept('hlos', 'loan')],
  },
  {
    rule: 'rm-accept/unplaced',
    machine,
    setup: [TWO_REGIONS],
    broken: accept('peer', 'loan', { places: HERE, ...FLAGS_AT }),
    kept: [accept('peer', 'loan', { places: HERE, more: true }), accept('peer', 'loan', { places: [THERE] })],
  },
  {
    rule: 'rm-accept/rights',
    machine,
    setup: [lend(TO_PEER, [{ address: ROM, pages: 1 }], { as: 'loan' })],
    broken: accept('peer', 'loan', { note: 'who lent it may not write it' }),
    kept: [
      reclaim('hlos', 'loan'),
      lend([['peer', R]], [{ address: ROM, pages: 1 }], { as: 'readable' }),
      accept('peer', 'readable'),
    ],
  },
];
