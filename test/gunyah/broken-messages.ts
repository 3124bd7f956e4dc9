/** A message for each rule of the resource manager, which breaks it. A table: as long as there are rules. */

import { encodeMessage } from '../../src/core/gunyah/wire/codec.ts';
import { REQUEST, type RequestName } from '../../src/core/gunyah/wire/messages.ts';
import { ACCEPT_FLAG, CREATE_FLAG, NOTIFY_FLAG, TRANSFER } from '../../src/core/gunyah/wire/values.ts';
import {
  type Answer,
  acl,
  allocateGuest,
  DEVICE,
  GUEST,
  lend,
  NOBODY,
  OTHER,
  OWN,
  PEER,
  PRIMARY,
  READ_ONLY,
  regions,
  type World,
} from './world.ts';

const { DONE, MAP_CONTIGUOUS, MAP_OTHER, SANITIZE } = ACCEPT_FLAG;
const { VALIDATE_ACL_ATTR, VALIDATE_LABEL, VALIDATE_SANITIZED } = ACCEPT_FLAG;
const { SHARED, ACCEPTED, RELEASED, RECALL } = NOTIFY_FLAG;
const { LEND, SHARE } = TRANSFER;
const PAGE = regions([OWN, 0x1000]);
const TO_PEER = acl([PEER, 6]);

/** A page that the primary VM shares with the peer. */
function share(world: World): number {
  return world.must(PRIMARY, 'SHARE', {}, { acl: acl([PRIMARY, 7], [PEER, 6]), regions: PAGE });
}

/** A page of a device that the primary VM lends to the peer. */
function lendDevice(world: World): number {
  return world.must(PRIMARY, 'LEND', { type: 1 }, { acl: TO_PEER, regions: regions([DEVICE, 0x1000]) });
}

/** A world that is as the row needs it, the message that breaks the rule, and what the answer says. */
export type Row = readonly [rule: string, error: string, at: string, act: (world: World) => Answer];

function sent(name: RequestName, bytes: Uint8Array): (world: World) => Answer {
  return (world) => world.send(PRIMARY, REQUEST[name].id, bytes);
}

function lending(
  head: Readonly<Record<string, number>>,
  lists: Parameters<World['ask']>[3] = {},
  name: RequestName = 'LEND',
): (world: World) => Answer {
  return (world) => world.ask(PRIMARY, name, head, { acl: TO_PEER, regions: PAGE, ...lists });
}

/** The peer accepts a loan to it. */
function accepting(
  head: Readonly<Record<string, number>>,
  lists: Parameters<World['ask']>[3] = {},
): (world: World) => Answer {
  return (world) => world.ask(PEER, 'ACCEPT', { handle: lend(world), transfer: LEND, ...head }, lists);
}

function accepted(world: World): number {
  const handle = lend(world);
  world.must(PEER, 'ACCEPT', { handle, transfer: LEND, flags: DONE });
  return handle;
}

const BARE = encodeMessage(REQUEST.LEND, {});
const LONG_LIST = BARE.slice();
LONG_LIST.set([1, 2], 8);
/** One entry in the access list, so that the attribute list begins where two bytes are left. */
const CUT_HEAD = Uint8Array.of(...BARE, 0, 0);
CUT_HEAD[8] = 1;
const CUT_LIST = BARE.slice();
CUT_LIST.set([1, 0], 16);

const FORM: readonly Row[] = [
  ['rm-message/unknown', 'UNIMPLEMENTED', '0+0', (world) => world.send(PRIMARY, 0x5100_0016, BARE)],
  ['rm-message/too-short', 'MSG_INVALID', '0+19', sent('LEND', BARE.slice(0, 19))],
  ['rm-message/list-head-cut', 'MSG_INVALID', '20+2', sent('LEND', CUT_HEAD)],
  ['rm-message/list-too-long', 'NORESOURCE', '8+2', sent('LEND', LONG_LIST)],
  ['rm-message/list-entries-cut', 'MSG_INVALID', '16+4', sent('LEND', CUT_LIST)],
  ['rm-message/bytes-left-over', 'MSG_INVALID', '20+1', sent('LEND', Uint8Array.of(...BARE, 0))],
];

const CREATE: readonly Row[] = [
  ['rm-create/acl-empty', 'ARGUMENT_INVALID', '8+2', lending({}, { acl: [] })],
  ['rm-create/regions-empty', 'ARGUMENT_INVALID', '16+2', lending({}, { regions: [] })],
  [
    'rm-create/donate-receivers',
    'ARGUMENT_INVALID',
    '8+2',
    lending({}, { acl: acl([PEER, 7], [GUEST, 7]) }, 'DONATE'),
  ],
  [
    'rm-create/too-many-parcels',
    'DENIED',
    '0+0',
    (world) => {
      for (let index = 1; index <= 64; index++) lend(world, TO_PEER, regions([OWN + index * 0x1000, 0x1000]));
      return lending({})(world);
    },
  ],
  ['rm-create/memory-type', 'ARGUMENT_INVALID', '0+1', lending({ type: 2 })],
  ['rm-create/sanitize-io', 'ARGUMENT_INVALID', '2+1', lending({ type: 1, flags: CREATE_FLAG.SANITIZE })],
  [
    'rm-create/no-room',
    'NOMEM',
    '0+0',
    (world) => {
      while (world.ledger.open(1, 1, 0, true) !== 0);
      return lending({})(world);
    },
  ],
  [
    'rm-create/no-room',
    'NOMEM',
    '0+0',
    (world) => {
      // The ledger has 90 borrowers.
      const transaction = world.ledger.open(1, 1, 0, true);
      for (let count = 0; count < 90; count++) world.ledger.addBorrower(transaction, 1, 0);
      return lending({})(world);
    },
  ],
  ['rm-create/vm-repeated', 'ARGUMENT_INVALID', '16+2', lending({}, { acl: acl([PEER, 6], [PEER, 4]) })],
  ['rm-create/vm-unknown', 'ARGUMENT_INVALID', '12+2', lending({}, { acl: acl([GUEST, 6]) })],
  ['rm-create/rights', 'ARGUMENT_INVALID', '14+1', lending({}, { acl: acl([PEER, 2]) })],
  [
    'rm-create/io-execute',
    'ARGUMENT_INVALID',
    '14+1',
    lending({ type: 1 }, { acl: acl([PEER, 5]), regions: regions([DEVICE, 0x1000]) }),
  ],
  ['rm-create/donate-rights', 'DENIED', '14+1', lending({}, {}, 'DONATE')],
  [
    'rm-create/donate-rights',
    'DENIED',
    '14+1',
    lending({ type: 1 }, { acl: acl([PEER, 4]), regions: regions([DEVICE, 0x1000]) }, 'DONATE'),
  ],
  ['rm-create/owner-missing', 'ARGUMENT_INVALID', '8+2', lending({}, {}, 'SHARE')],
  ['rm-create/owner-listed', 'ARGUMENT_INVALID', '16+2', lending({}, { acl: acl([PEER, 6], [PRIMARY, 6]) })],
  ['rm-create/owner-listed', 'ARGUMENT_INVALID', '12+2', lending({}, { acl: acl([PRIMARY, 6], [PEER, 6]) })],
  [
    'rm-create/attribute-repeated',
    'ARGUMENT_INVALID',
    '46+2',
    lending(
      {},
      {
        attributes: [
          { vmid: PEER, attribute: 3 },
          { vmid: PEER, attribute: 3 },
        ],
      },
    ),
  ],
  [
    'rm-create/attribute-value',
    'ARGUMENT_INVALID',
    '40+2',
    lending({}, { attributes: [{ vmid: PEER, attribute: 4 }] }),
  ],
  [
    'rm-create/attribute-device',
    'ARGUMENT_INVALID',
    '40+2',
    lending({}, { attributes: [{ vmid: PEER, attribute: 1 }] }),
  ],
  [
    'rm-create/attribute-device',
    'ARGUMENT_INVALID',
    '40+2',
    lending({ type: 1 }, { attributes: [{ vmid: PEER, attribute: 3 }] }),
  ],
  [
    'rm-create/attribute-donate',
    'ARGUMENT_INVALID',
    '40+2',
    lending({}, { acl: acl([PEER, 7]), attributes: [{ vmid: PEER, attribute: 3 }] }, 'DONATE'),
  ],
  [
    'rm-create/attribute-vm',
    'VMID_INVALID',
    '42+2',
    lending({}, { attributes: [{ vmid: GUEST, attribute: 3 }] }),
  ],
  [
    'rm-create/attribute-vm',
    'VMID_INVALID',
    '46+2',
    lending(
      {},
      {
        attributes: [
          { vmid: PEER, attribute: 3 },
          { vmid: GUEST, attribute: 3 },
        ],
      },
    ),
  ],
];

const REGION: readonly Row[] = [
  ['rm-region/unaligned', 'ARGUMENT_INVALID', '20+8', lending({}, { regions: regions([OWN + 1, 0x1000]) })],
  ['rm-region/unaligned', 'ARGUMENT_INVALID', '28+8', lending({}, { regions: regions([OWN, 0x1800]) })],
  [
    'rm-region/unaligned',
    'ARGUMENT_INVALID',
    '52+8',
    lending({}, { regions: regions([OWN, 0x1000], [OWN + 0x4000, 0x1000], [OWN + 0x8001, 0x1000]) }),
  ],
  ['rm-region/empty', 'ARGUMENT_INVALID', '28+8', lending({}, { regions: regions([OWN, 0]) })],
  ['rm-region/beyond', 'ARGUMENT_INVALID', '20+16', lending({}, { regions: regions([2 ** 44, 0x1000]) })],
  [
    'rm-region/beyond',
    'ARGUMENT_INVALID',
    '20+16',
    lending({}, { regions: [{ base: 2n ** 64n - 0x1000n, size: 0x2000n }] }),
  ],
  ['rm-region/beyond', 'ARGUMENT_INVALID', '20+16', lending({}, { regions: regions([0, 2 ** 44]) })],
  ['rm-region/not-owned', 'MEM_INVALID', '20+16', lending({}, { regions: regions([NOBODY, 0x1000]) })],
  ['rm-region/not-owned', 'MEM_INVALID', '20+16', lending({}, { regions: regions([0x600_000, 0x1000]) })],
  [
    'rm-region/held',
    'MEM_INVALID',
    '36+16',
    (world) => {
      lend(world, TO_PEER, regions([OWN + 0x1000, 0x1000]));
      return lending({}, { regions: regions([OWN, 0x1000], [OWN + 0x1000, 0x1000]) })(world);
    },
  ],
  [
    'rm-region/overlap',
    'MEM_INVALID',
    '36+16',
    lending({}, { regions: regions([OWN, 0x2000], [OWN + 0x1000, 0x1000]) }),
  ],
  [
    'rm-region/mixed',
    'MEM_INVALID',
    '36+16',
    lending({}, { regions: regions([OWN, 0x1000], [READ_ONLY, 0x1000]) }),
  ],
  ['rm-region/kind', 'MEM_INVALID', '20+16', lending({ type: 1 })],
  ['rm-region/kind', 'MEM_INVALID', '20+16', lending({}, { regions: regions([DEVICE, 0x1000]) })],
  [
    'rm-region/no-room',
    'NOMEM',
    '16+2',
    (world) => {
      const transaction = world.ledger.open(1, 1, 0, true);
      let room = 0;
      while (world.ledger.addExtent(transaction, 0, 1)) room++;
      world.ledger.dropUnclaimed(transaction);
      for (let count = 0; count < room - 500; count++) world.ledger.addExtent(transaction, 0, 1);
      const pages = Array.from({ length: 512 }, (_, index) => [OWN + index * 0x1000, 0x1000] as const);
      return lending({}, { regions: regions(...pages) })(world);
    },
  ],
];

const APPEND: readonly Row[] = [
  [
    'rm-append/regions-empty',
    'ARGUMENT_INVALID',
    '8+2',
    (world) => world.ask(PRIMARY, 'APPEND', { handle: 0 }),
  ],
  [
    'rm-append/handle',
    'HANDLE_INVALID',
    '0+4',
    (world) => world.ask(PRIMARY, 'APPEND', { handle: 9 }, { regions: PAGE }),
  ],
  [
    'rm-append/not-owner',
    'DENIED',
    '0+0',
    (world) => world.ask(PEER, 'APPEND', { handle: lend(world) }, { regions: PAGE }),
  ],
  [
    'rm-append/complete',
    'DENIED',
    '0+0',
    (world) => world.ask(PRIMARY, 'APPEND', { handle: lend(world) }, { regions: PAGE }),
  ],
];

const ACCEPT: readonly Row[] = [
  ['rm-accept/handle', 'HANDLE_INVALID', '0+4', (world) => world.ask(PEER, 'ACCEPT', { handle: 9 })],
  [
    'rm-accept/incomplete',
    'DENIED',
    '0+0',
    (world) => {
      const handle = world.must(
        PRIMARY,
        'LEND',
        { flags: CREATE_FLAG.APPEND },
        { acl: TO_PEER, regions: PAGE },
      );
      return world.ask(PEER, 'ACCEPT', { handle, transfer: LEND });
    },
  ],
  ['rm-accept/type', 'ARGUMENT_INVALID', '4+1', accepting({ type: 1 })],
  ['rm-accept/type', 'ARGUMENT_INVALID', '5+1', accepting({ transfer: SHARE })],
  ['rm-accept/not-sanitized', 'VALIDATE_FAILED', '6+1', accepting({ flags: VALIDATE_SANITIZED })],
  ['rm-accept/label', 'VALIDATE_FAILED', '8+4', accepting({ flags: VALIDATE_LABEL, label: 8 })],
  ['rm-accept/acl-absent', 'ARGUMENT_INVALID', '12+0', accepting({ flags: VALIDATE_ACL_ATTR })],
  [
    'rm-accept/acl-differs',
    'VALIDATE_FAILED',
    '16+4',
    accepting({ flags: VALIDATE_ACL_ATTR }, { acl: acl([PEER, 7]) }),
  ],
  [
    'rm-accept/acl-differs',
    'VALIDATE_FAILED',
    '16+8',
    accepting({ flags: VALIDATE_ACL_ATTR }, { acl: acl([PEER, 6], [PEER, 6]) }),
  ],
  [
    'rm-accept/acl-differs',
    'VALIDATE_FAILED',
    '16+4',
    accepting({ flags: VALIDATE_ACL_ATTR }, { acl: acl([GUEST, 6]) }),
  ],
  [
    'rm-accept/acl-differs',
    'VALIDATE_FAILED',
    '16+4',
    accepting({ flags: VALIDATE_ACL_ATTR }, { acl: TO_PEER, attributes: [{ vmid: PEER, attribute: 3 }] }),
  ],
  ['rm-accept/map-other', 'DENIED', '6+1', accepting({ flags: MAP_OTHER })],
  [
    'rm-accept/map-vmid',
    'ARGUMENT_INVALID',
    '18+2',
    (world) => {
      const payload = encodeMessage(
        REQUEST.ACCEPT,
        { handle: lend(world), transfer: LEND },
        { regions: PAGE },
      );
      payload[18] = PEER;
      return world.send(PEER, REQUEST.ACCEPT.id, payload);
    },
  ],
  [
    'rm-accept/map-vmid',
    'ARGUMENT_INVALID',
    '18+2',
    (world) => {
      const payload = encodeMessage(REQUEST.ACCEPT, { handle: lend(world), transfer: LEND });
      payload[18] = PEER;
      return world.send(PEER, REQUEST.ACCEPT.id, payload);
    },
  ],
  [
    'rm-accept/not-receiver',
    'VMID_INVALID',
    '0+0',
    (world) => {
      world.must(PRIMARY, 'VM_ALLOCATE', { vmid: OTHER });
      return world.ask(PEER, 'ACCEPT', { handle: lend(world, acl([OTHER, 6])), transfer: LEND });
    },
  ],
  [
    'rm-accept/not-receiver',
    'VMID_INVALID',
    '0+0',
    (world) => world.ask(PRIMARY, 'ACCEPT', { handle: lend(world), transfer: LEND }),
  ],
  [
    'rm-accept/owner',
    'DENIED',
    '0+0',
    (world) => world.ask(PRIMARY, 'ACCEPT', { handle: share(world), transfer: SHARE }),
  ],
  [
    'rm-accept/mapped',
    'DENIED',
    '0+0',
    (world) => world.ask(PEER, 'ACCEPT', { handle: accepted(world), transfer: LEND, flags: DONE }),
  ],
  [
    'rm-accept/contiguous-io',
    'ARGUMENT_INVALID',
    '6+1',
    (world) => {
      const handle = world.must(
        PRIMARY,
        'LEND',
        { type: 1 },
        { acl: TO_PEER, regions: regions([DEVICE, 0x1000]) },
      );
      return world.ask(PEER, 'ACCEPT', { handle, type: 1, transfer: LEND, flags: MAP_CONTIGUOUS });
    },
  ],
  [
    'rm-accept/contiguous-mixed',
    'ARGUMENT_INVALID',
    '6+1',
    (world) => {
      const handle = lend(world, TO_PEER, regions([OWN, 0x1000], [OWN + 0x4000, 0x1000]));
      world.must(PEER, 'ACCEPT', { handle, transfer: LEND }, { regions: regions([0x20_0000, 0x1000]) });
      return world.ask(PEER, 'ACCEPT', { handle, transfer: LEND, flags: MAP_CONTIGUOUS });
    },
  ],
  [
    'rm-accept/sanitize',
    'ARGUMENT_INVALID',
    '6+1',
    (world) =>
      world.ask(PEER, 'ACCEPT', { handle: lend(world, acl([PEER, 4])), transfer: LEND, flags: SANITIZE }),
  ],
  [
    'rm-accept/sanitize',
    'ARGUMENT_INVALID',
    '6+1',
    (world) =>
      world.ask(PEER, 'ACCEPT', { handle: lendDevice(world), type: 1, transfer: LEND, flags: SANITIZE }),
  ],
  [
    'rm-accept/too-many-places',
    'ARGUMENT_INVALID',
    '16+2',
    accepting({}, { regions: regions([0x20_0000, 0x2000], [0x30_0000, 0x1000]) }),
  ],
  [
    'rm-accept/too-many-places',
    'ARGUMENT_INVALID',
    '16+2',
    accepting({ flags: MAP_CONTIGUOUS }, { regions: regions([0x20_0000, 0x2000], [0x30_0000, 0x1000]) }),
  ],
  [
    'rm-accept/too-many-places',
    'ARGUMENT_INVALID',
    '16+2',
    (world) => {
      const head = { handle: lend(world), transfer: LEND, flags: MAP_CONTIGUOUS };
      const places = { regions: regions([0x20_0000, 0x2000]) };
      world.must(PEER, 'ACCEPT', head, places);
      return world.ask(PEER, 'ACCEPT', head, places);
    },
  ],
  [
    'rm-accept/place-unaligned',
    'ARGUMENT_INVALID',
    '20+8',
    accepting({}, { regions: regions([0x20_0010, 0x2000]) }),
  ],
  [
    'rm-accept/place-unaligned',
    'ARGUMENT_INVALID',
    '20+8',
    accepting({}, { regions: regions([2 ** 44, 0x2000]) }),
  ],
  [
    'rm-accept/place-size',
    'ARGUMENT_INVALID',
    '28+8',
    accepting({}, { regions: regions([0x20_0000, 0x1000]) }),
  ],
  ['rm-accept/place-taken', 'NORESOURCE', '20+8', accepting({}, { regions: regions([0x1_0000, 0x2000]) })],
  [
    'rm-accept/place-taken',
    'NORESOURCE',
    '0+0',
    (world) => {
      const handle = lend(world, TO_PEER, regions([OWN, 0x4_1000]));
      return world.ask(PEER, 'ACCEPT', { handle, transfer: LEND, flags: DONE });
    },
  ],
  [
    'rm-accept/place-physical',
    'MEM_INVALID',
    '20+8',
    (world) => {
      const handle = world.must(
        PEER,
        'LEND',
        {},
        { acl: acl([PRIMARY, 6]), regions: regions([0x1_0000, 0x1000]) },
      );
      return world.ask(
        PRIMARY,
        'ACCEPT',
        { handle, transfer: LEND },
        { regions: regions([0x20_0000, 0x1000]) },
      );
    },
  ],
  [
    'rm-accept/place-physical',
    'MEM_INVALID',
    '20+8',
    (world) => {
      const apart = regions([0x1_0000, 0x1000], [0x1_2000, 0x1000]);
      const handle = world.must(PEER, 'LEND', {}, { acl: acl([PRIMARY, 6]), regions: apart });
      const head = { handle, transfer: LEND, flags: MAP_CONTIGUOUS };
      return world.ask(PRIMARY, 'ACCEPT', head, { regions: regions([0x60_0000, 0x2000]) });
    },
  ],
  [
    'rm-accept/unplaced',
    'ARGUMENT_INVALID',
    '6+1',
    (world) => {
      const handle = lend(world, TO_PEER, regions([OWN, 0x1000], [OWN + 0x4000, 0x1000]));
      return world.ask(
        PEER,
        'ACCEPT',
        { handle, transfer: LEND, flags: DONE },
        { regions: regions([0x20_0000, 0x1000]) },
      );
    },
  ],
  [
    'rm-accept/rights',
    'MAP_FAILED',
    '0+0',
    (world) => {
      const handle = lend(world, TO_PEER, regions([READ_ONLY, 0x1000]));
      return world.ask(PEER, 'ACCEPT', { handle, transfer: LEND, flags: DONE });
    },
  ],
];

const RETURN: readonly Row[] = [
  ['rm-release/handle', 'HANDLE_INVALID', '0+4', (world) => world.ask(PEER, 'RELEASE', { handle: 9 })],
  [
    'rm-release/not-receiver',
    'HANDLE_INVALID',
    '0+4',
    (world) => {
      world.must(PRIMARY, 'VM_ALLOCATE', { vmid: OTHER });
      return world.ask(PEER, 'RELEASE', { handle: lend(world, acl([OTHER, 6])) });
    },
  ],
  [
    'rm-release/not-receiver',
    'HANDLE_INVALID',
    '0+4',
    (world) => world.ask(PRIMARY, 'RELEASE', { handle: lend(world) }),
  ],
  ['rm-release/owner', 'DENIED', '0+0', (world) => world.ask(PRIMARY, 'RELEASE', { handle: share(world) })],
  [
    'rm-release/not-accepted',
    'MEM_RELEASED',
    '0+0',
    (world) => world.ask(PEER, 'RELEASE', { handle: lend(world) }),
  ],
  [
    'rm-release/sanitize',
    'ARGUMENT_INVALID',
    '4+1',
    (world) => {
      const handle = lend(world, acl([PEER, 4]));
      world.must(PEER, 'ACCEPT', { handle, transfer: LEND, flags: DONE });
      return world.ask(PEER, 'RELEASE', { handle, flags: 1 });
    },
  ],
  [
    'rm-release/sanitize',
    'ARGUMENT_INVALID',
    '4+1',
    (world) => {
      const handle = lendDevice(world);
      world.must(PEER, 'ACCEPT', { handle, type: 1, transfer: LEND, flags: DONE });
      return world.ask(PEER, 'RELEASE', { handle, flags: 1 });
    },
  ],
  ['rm-reclaim/handle', 'HANDLE_INVALID', '0+4', (world) => world.ask(PRIMARY, 'RECLAIM', { handle: 9 })],
  ['rm-reclaim/not-owner', 'DENIED', '0+0', (world) => world.ask(PEER, 'RECLAIM', { handle: lend(world) })],
  [
    'rm-reclaim/in-use',
    'MEM_INUSE',
    '0+0',
    (world) => world.ask(PRIMARY, 'RECLAIM', { handle: accepted(world) }),
  ],
  [
    'rm-reclaim/in-use',
    'MEM_INUSE',
    '0+0',
    (world) => {
      const handle = share(world);
      world.must(PEER, 'ACCEPT', { handle, transfer: SHARE, flags: DONE });
      return world.ask(PRIMARY, 'RECLAIM', { handle });
    },
  ],
  [
    'rm-reclaim/sanitize-io',
    'ARGUMENT_INVALID',
    '4+1',
    (world) => {
      const handle = world.must(
        PRIMARY,
        'LEND',
        { type: 1 },
        { acl: TO_PEER, regions: regions([DEVICE, 0x1000]) },
      );
      return world.ask(PRIMARY, 'RECLAIM', { handle, flags: 1 });
    },
  ],
];

function notifying(
  vmid: number,
  flags: number,
  vms: readonly number[] | undefined,
  tag = 0,
): (world: World) => Answer {
  return (world) => {
    const payload = encodeMessage(
      REQUEST.NOTIFY,
      { handle: lend(world), flags, tag },
      {
        vms: (vms ?? []).map((each) => ({ vmid: each })),
      },
    );
    return world.send(vmid, REQUEST.NOTIFY.id, vms === undefined ? payload.slice(0, 12) : payload);
  };
}

const NOTIFY: readonly Row[] = [
  [
    'rm-notify/handle',
    'HANDLE_INVALID',
    '0+4',
    (world) => world.ask(PRIMARY, 'NOTIFY', { handle: 9, flags: ACCEPTED }),
  ],
  [
    'rm-notify/tag',
    'ARGUMENT_INVALID',
    '8+4',
    (world) => {
      const handle = lend(world);
      world.must(PRIMARY, 'NOTIFY', { handle, flags: SHARED, tag: 5 }, { vms: [{ vmid: PEER }] });
      world.told(PEER);
      return world.ask(PRIMARY, 'NOTIFY', { handle, flags: RECALL, tag: 6 }, { vms: [{ vmid: PEER }] });
    },
  ],
  ['rm-notify/flags', 'ARGUMENT_INVALID', '4+1', notifying(PRIMARY, SHARED | RECALL, [PEER])],
  ['rm-notify/not-owner', 'DENIED', '0+0', notifying(PEER, RECALL, [PEER])],
  [
    'rm-notify/incomplete',
    'DENIED',
    '0+0',
    (world) => {
      const handle = world.must(
        PRIMARY,
        'LEND',
        { flags: CREATE_FLAG.APPEND },
        { acl: TO_PEER, regions: PAGE },
      );
      return world.ask(PRIMARY, 'NOTIFY', { handle, flags: SHARED }, { vms: [{ vmid: PEER }] });
    },
  ],
  ['rm-notify/vms-missing', 'MSG_INVALID', '12+0', notifying(PRIMARY, SHARED, undefined)],
  ['rm-notify/vms-empty', 'ARGUMENT_INVALID', '12+2', notifying(PRIMARY, SHARED, [])],
  ['rm-notify/vms-too-many', 'ARGUMENT_INVALID', '12+2', notifying(PRIMARY, SHARED, [PEER, PEER])],
  ['rm-notify/vm-unknown', 'VMID_INVALID', '16+2', notifying(PRIMARY, SHARED, [OTHER])],
  ['rm-notify/vm-not-receiver', 'ARGUMENT_INVALID', '16+2', notifying(PRIMARY, SHARED, [PRIMARY])],
  [
    'rm-notify/vm-not-receiver',
    'ARGUMENT_INVALID',
    '20+2',
    (world) => {
      const to = acl([GUEST, 6], [PEER, 6]);
      const handle = lend(allocateGuest(world), to);
      return world.ask(
        PRIMARY,
        'NOTIFY',
        { handle, flags: SHARED },
        { vms: [{ vmid: PEER }, { vmid: PRIMARY }] },
      );
    },
  ],
  ['rm-notify/not-receiver', 'HANDLE_INVALID', '0+4', notifying(PRIMARY, ACCEPTED, undefined)],
  [
    'rm-notify/not-receiver',
    'HANDLE_INVALID',
    '0+4',
    (world) => world.ask(PRIMARY, 'NOTIFY', { handle: share(world), flags: RELEASED }),
  ],
  [
    'rm-notify/not-receiver',
    'HANDLE_INVALID',
    '0+4',
    (world) => allocateGuest(world).ask(GUEST, 'NOTIFY', { handle: lend(world), flags: RELEASED }),
  ],
  ['rm-notify/not-accepted', 'MEM_RELEASED', '0+0', notifying(PEER, ACCEPTED, undefined)],
  [
    'rm-notify/not-released',
    'MEM_INUSE',
    '0+0',
    (world) => world.ask(PEER, 'NOTIFY', { handle: accepted(world), flags: RELEASED }),
  ],
  [
    'rm-lookup/not-found',
    'LOOKUP_FAILED',
    '0+0',
    (world) => {
      lend(world);
      return world.ask(PRIMARY, 'LOOKUP', { label: 1 }, { acl: TO_PEER, regions: PAGE });
    },
  ],
];

function configuring(
  change: Readonly<Record<string, number>>,
  of = acl([GUEST, 7]),
): (world: World) => Answer {
  return (world) => {
    allocateGuest(world);
    const handle = lend(world, of);
    return world.ask(PRIMARY, 'VM_CONFIG_IMAGE', { vmid: GUEST, handle, imageSize: 0x1000, ...change });
  };
}

const VM: readonly Row[] = [
  ['rm-vm/not-primary', 'DENIED', '0+0', (world) => world.ask(PEER, 'VM_ALLOCATE', {})],
  [
    'rm-vm/not-primary',
    'DENIED',
    '0+0',
    (world) => allocateGuest(world).ask(PEER, 'VM_RESET', { vmid: GUEST }),
  ],
  ['rm-vm/unknown', 'VMID_INVALID', '0+2', (world) => world.ask(PRIMARY, 'VM_START', { vmid: GUEST })],
  ['rm-vm/unknown', 'VMID_INVALID', '0+2', (world) => world.ask(PRIMARY, 'VM_STOP', { vmid: PEER })],
  ['rm-vm/none-free', 'NORESOURCE', '0+2', (world) => world.ask(PRIMARY, 'VM_ALLOCATE', { vmid: 0x90 })],
  ['rm-vm/none-free', 'NORESOURCE', '0+2', (world) => world.ask(PRIMARY, 'VM_ALLOCATE', { vmid: PEER })],
  [
    'rm-vm/state',
    'VM_STATE',
    '0+2',
    (world) => allocateGuest(world).ask(PRIMARY, 'VM_START', { vmid: GUEST }),
  ],
  [
    'rm-vm/state',
    'VM_STATE',
    '0+2',
    (world) => {
      const handle = lend(allocateGuest(world), acl([GUEST, 7]));
      return world.ask(PRIMARY, 'VM_SET_FIRMWARE_MEM', { vmid: GUEST, handle });
    },
  ],
  [
    'rm-vm/state',
    'VM_STATE',
    '0+2',
    (world) => {
      configuring({})(world);
      return world.ask(PRIMARY, 'VM_CONFIG_IMAGE', { vmid: GUEST, handle: 0, imageSize: 0x1000 });
    },
  ],
  ['rm-vm/image-handle', 'HANDLE_INVALID', '4+4', configuring({ handle: 9 })],
  ['rm-vm/image-parcel', 'MEM_INVALID', '4+4', configuring({}, acl([PEER, 7]))],
  [
    'rm-vm/image-parcel',
    'MEM_INVALID',
    '4+4',
    (world) => {
      allocateGuest(world);
      const memory = { acl: acl([GUEST, 7]), regions: regions([0x1_0000, 0x1000]) };
      const handle = world.must(PEER, 'LEND', {}, memory);
      return world.ask(PRIMARY, 'VM_CONFIG_IMAGE', { vmid: GUEST, handle, imageSize: 0x1000 });
    },
  ],
  [
    'rm-vm/image-parcel',
    'MEM_INVALID',
    '4+4',
    (world) => {
      allocateGuest(world);
      const memory = { acl: acl([GUEST, 7]), regions: PAGE };
      const handle = world.must(PRIMARY, 'LEND', { flags: CREATE_FLAG.APPEND }, memory);
      return world.ask(PRIMARY, 'VM_CONFIG_IMAGE', { vmid: GUEST, handle, imageSize: 0x1000 });
    },
  ],
  ['rm-vm/image-range', 'ARGUMENT_INVALID', '8+32', configuring({ treeOffset: 0x1000, treeSize: 0x1001 })],
  [
    'rm-vm/image-range',
    'ARGUMENT_INVALID',
    '8+16',
    (world) => {
      configuring({})(world);
      const handle = lend(world, acl([GUEST, 7]), regions([OWN + 0x8000, 0x1000]));
      return world.ask(PRIMARY, 'VM_SET_FIRMWARE_MEM', { vmid: GUEST, handle, offset: 1, size: 0x1000 });
    },
  ],
  ['rm-vm/image-range', 'ARGUMENT_INVALID', '8+32', configuring({ imageOffset: 0x1001 })],
  [
    'rm-vm/configured',
    'MEM_INVALID',
    '0+0',
    (world) => {
      allocateGuest(world);
      const handle = lend(world, acl([GUEST, 7]), regions([OWN, 0x4_1000]));
      world.must(PRIMARY, 'VM_CONFIG_IMAGE', { vmid: GUEST, handle, imageSize: 0x1000 });
      world.must(PRIMARY, 'VM_INIT', { vmid: GUEST });
      return world.ask(PRIMARY, 'VM_START', { vmid: GUEST });
    },
  ],
];

/** Asks to keep addresses: kind, constraints, then 64-bit words of the ranges behind a count. */
function reserving(
  vmid: number,
  kind: number,
  constraints: number,
  count: number,
  ...words: readonly bigint[]
) {
  return (world: World): Answer => {
    const payload = new Uint8Array(20 + words.length * 8);
    const view = new DataView(payload.buffer);
    view.setUint8(0, kind);
    view.setUint32(4, constraints, true);
    view.setUint16(16, count, true);
    for (const [index, word] of words.entries()) view.setBigUint64(20 + index * 8, word, true);
    return world.send(vmid, REQUEST.IPA_RESERVE.id, payload);
  };
}

const RANGE = [0x20_0000n, 0x1000n] as const;
/** Behind the address where a search begins: its length, then size and alignment of what is wanted. */
const SEARCH = [0x8000n, 0x1000n, 0n] as const;
const RESERVE: readonly Row[] = [
  ['rm-reserve/no-addresses', 'DENIED', '0+0', reserving(PRIMARY, 0, 4, 1, ...RANGE)],
  ['rm-reserve/kind', 'MSG_INVALID', '0+1', reserving(PEER, 2, 4, 1, ...RANGE)],
  ['rm-reserve/constraints', 'ARGUMENT_INVALID', '4+4', reserving(PEER, 0, 0x80, 1, ...RANGE)],
  ['rm-reserve/constraints', 'ARGUMENT_INVALID', '4+4', reserving(PEER, 0, 0, 1, ...RANGE)],
  ['rm-reserve/list', 'MSG_INVALID', '16+20', reserving(PEER, 1, 4, 1, ...RANGE)],
  [
    'rm-reserve/too-many',
    'NORESOURCE',
    '16+2',
    reserving(PEER, 0, 4, 31, ...new Array<bigint>(62).fill(0x1000n)),
  ],
  ['rm-reserve/range', 'ARGUMENT_INVALID', '20+16', reserving(PEER, 0, 4, 1, 0x20_0001n, 0x1000n)],
  ['rm-reserve/range', 'ARGUMENT_INVALID', '36+16', reserving(PEER, 0, 4, 2, ...RANGE, 0x30_0000n, 0n)],
  ['rm-reserve/range', 'ARGUMENT_INVALID', '20+16', reserving(PEER, 0, 4, 1, 2n ** 44n, 0x1000n)],
  ['rm-reserve/range', 'ARGUMENT_INVALID', '20+32', reserving(PEER, 1, 4, 1, 1n, ...SEARCH)],
  ['rm-reserve/range', 'ARGUMENT_INVALID', '20+32', reserving(PEER, 1, 4, 1, 0n, 0x1800n, 0x1000n, 0n)],
  ['rm-reserve/range', 'ARGUMENT_INVALID', '20+32', reserving(PEER, 1, 4, 1, 0n, 0x8000n, 0x800n, 0n)],
  ['rm-reserve/range', 'ARGUMENT_INVALID', '20+32', reserving(PEER, 1, 4, 1, 0n, 0x8000n, 0x1000n, 0x800n)],
  [
    'rm-reserve/range',
    'ARGUMENT_INVALID',
    '52+32',
    reserving(PEER, 1, 4, 2, 0n, ...SEARCH, 2n ** 44n - 0x7000n, ...SEARCH),
  ],
  ['rm-reserve/taken', 'DENIED', '36+16', reserving(PEER, 0, 4, 2, ...RANGE, 0x1_0000n, 0x1000n)],
];

export const BROKEN_MESSAGES: readonly Row[] = [
  ...FORM,
  ...CREATE,
  ...REGION,
  ...APPEND,
  ...ACCEPT,
  ...RETURN,
  ...NOTIFY,
  ...VM,
  ...RESERVE,
];
