/**
 * Every request at every length, from no byte to one too many: where a list may end it is absent, and that is no mistake; everywhere else
 * the answer says what is cut, and nothing has changed.
 */

import { describe, expect, test } from 'vitest';
import { encodeMessage } from '../../src/core/gunyah/wire/codec.ts';
import { REQUEST, type RequestName } from '../../src/core/gunyah/wire/messages.ts';
import { ACCEPT_FLAG, CREATE_FLAG, TRANSFER } from '../../src/core/gunyah/wire/values.ts';
import { type Refusal, refusalIn } from './refusal.ts';
import { acl, allocateGuest, GUEST, lend, OWN, PEER, PRIMARY, regions, World } from './world.ts';

const INVALID = ['04 00 00 00', 'EINVAL'] as const;
const PAGE = regions([OWN, 0x1000]);
const TO_PEER = acl([PEER, 6]);

/** What comes of a length: the rule with the bytes it names, and its answer; nothing where the request is served. */
type Span = readonly [from: number, to: number, refused?: (length: number) => Refusal];

const tooShort = (length: number): Refusal => [`rm-message/too-short 0+${length}`, ...INVALID];
/** From byte `at` on the message is cut. */
const cut =
  (rule: string, at: number) =>
  (length: number): Refusal => [`${rule} ${at}+${length - at}`, ...INVALID];
const headCut = (at: number) => cut('rm-message/list-head-cut', at);
const entriesCut = (at: number) => cut('rm-message/list-entries-cut', at);
const leftOver = (at: number) => cut('rm-message/bytes-left-over', at);
const always = (refusal: Refusal) => () => refusal;

interface Case {
  readonly name: RequestName;
  readonly by?: number;
  /** The request, whole. What it needs is there then. */
  readonly payload: (world: World) => Uint8Array;
  /** Of every length from 0 to one more than it has. */
  readonly spans: readonly Span[];
}

function made(name: RequestName, transfer: Parameters<typeof encodeMessage>[2]): Case['payload'] {
  return () => encodeMessage(REQUEST[name], { label: 1 }, transfer);
}

/** A request about the guest alone, in the state that it is for. */
function aboutVm(name: RequestName, ...before: readonly RequestName[]): Case {
  return {
    name,
    payload: (world) => {
      if (name !== 'VM_ALLOCATE') allocateGuest(world);
      for (const each of before) step(world, each);
      return encodeMessage(REQUEST[name], { vmid: GUEST });
    },
    spans: [
      [0, 3, tooShort],
      [4, 4],
      [5, 5, leftOver(4)],
    ],
  };
}

/** One step of the guest's life. */
function step(world: World, name: RequestName): void {
  if (name === 'VM_CONFIG_IMAGE') {
    const handle = lend(world, acl([GUEST, 7]));
    world.must(PRIMARY, name, { vmid: GUEST, handle, imageSize: 0x1000 });
  } else world.must(PRIMARY, name, { vmid: GUEST });
}

const RANGE = { base: 0x20_0000, size: 0x1000 };

const CASES: readonly Case[] = [
  {
    name: 'LEND',
    payload: made('LEND', { acl: TO_PEER, regions: PAGE, attributes: [{ vmid: PEER, attribute: 3 }] }),
    spans: [
      [0, 19, tooShort],
      [20, 35, entriesCut(16)],
      [36, 36],
      [37, 39, headCut(36)],
      [40, 43, entriesCut(36)],
      [44, 44],
      [45, 45, leftOver(44)],
    ],
  },
  {
    name: 'SHARE',
    payload: made('SHARE', { acl: acl([PRIMARY, 6], [PEER, 6]), regions: PAGE }),
    spans: [
      [0, 19, tooShort],
      [20, 20, always(['rm-create/regions-empty 20+2', '06 00 00 00', 'EINVAL'])],
      [21, 23, headCut(20)],
      [24, 39, entriesCut(20)],
      [40, 40],
      [41, 43, headCut(40)],
      [44, 44],
      [45, 45, leftOver(44)],
    ],
  },
  {
    name: 'DONATE',
    payload: made('DONATE', { acl: acl([PEER, 7]), regions: PAGE }),
    spans: [
      [0, 19, tooShort],
      [20, 35, entriesCut(16)],
      [36, 36],
      [37, 39, headCut(36)],
      [40, 40],
      [41, 41, leftOver(40)],
    ],
  },
  {
    name: 'APPEND',
    payload: (world) => {
      const handle = world.must(
        PRIMARY,
        'LEND',
        { flags: CREATE_FLAG.APPEND },
        { acl: TO_PEER, regions: PAGE },
      );
      return encodeMessage(
        REQUEST.APPEND,
        { handle, flags: 1 },
        { regions: regions([OWN + 0x8000, 0x1000]) },
      );
    },
    spans: [
      [0, 11, tooShort],
      [12, 27, entriesCut(8)],
      [28, 28],
      [29, 29, leftOver(28)],
    ],
  },
  {
    name: 'ACCEPT',
    by: PEER,
    payload: (world) =>
      encodeMessage(
        REQUEST.ACCEPT,
        { handle: lend(world), transfer: TRANSFER.LEND, flags: ACCEPT_FLAG.DONE },
        {
          acl: TO_PEER,
          regions: regions([RANGE.base, 0x2000]),
          attributes: [{ vmid: PEER, attribute: 0 }],
        },
      ),
    spans: [
      [0, 23, tooShort],
      [24, 39, entriesCut(20)],
      [40, 40],
      [41, 43, headCut(40)],
      [44, 47, entriesCut(40)],
      [48, 48],
      [49, 49, leftOver(48)],
    ],
  },
  {
    name: 'RELEASE',
    by: PEER,
    payload: (world) => {
      const handle = lend(world);
      world.must(PEER, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags: ACCEPT_FLAG.DONE });
      return encodeMessage(REQUEST.RELEASE, { handle });
    },
    // Bytes behind it are nobody's business.
    spans: [
      [0, 7, tooShort],
      [8, 9],
    ],
  },
  {
    name: 'RECLAIM',
    payload: (world) => encodeMessage(REQUEST.RECLAIM, { handle: lend(world) }),
    spans: [
      [0, 7, tooShort],
      [8, 9],
    ],
  },
  {
    name: 'NOTIFY',
    payload: (world) =>
      encodeMessage(REQUEST.NOTIFY, { handle: lend(world), flags: 1 }, { vms: [{ vmid: PEER }] }),
    spans: [
      [0, 11, tooShort],
      [12, 12, always(['rm-notify/vms-missing 12+0', ...INVALID])],
      [13, 15, headCut(12)],
      [16, 19, entriesCut(12)],
      [20, 21],
    ],
  },
  {
    name: 'LOOKUP',
    payload: (world) => {
      lend(world);
      return encodeMessage(REQUEST.LOOKUP, {}, { acl: TO_PEER, regions: regions([OWN, 0x2000]) });
    },
    spans: [
      [0, 15, tooShort],
      [16, 16, always(['rm-lookup/not-found 0+0', '0e 00 00 00', 'EINVAL'])],
      [17, 19, headCut(16)],
      [20, 35, entriesCut(16)],
      [36, 36],
      [37, 39, headCut(36)],
      [40, 40],
      [41, 41, leftOver(40)],
    ],
  },
  aboutVm('VM_ALLOCATE'),
  aboutVm('VM_INIT', 'VM_CONFIG_IMAGE'),
  aboutVm('VM_START', 'VM_CONFIG_IMAGE', 'VM_INIT'),
  aboutVm('VM_RESET'),
  aboutVm('VM_DEALLOCATE'),
  {
    name: 'VM_STOP',
    payload: (world) => {
      allocateGuest(world);
      for (const each of ['VM_CONFIG_IMAGE', 'VM_INIT', 'VM_START'] as const) step(world, each);
      return encodeMessage(REQUEST.VM_STOP, { vmid: GUEST });
    },
    spans: [
      [0, 7, tooShort],
      [8, 8],
      [9, 9, leftOver(8)],
    ],
  },
  {
    name: 'VM_CONFIG_IMAGE',
    payload: (world) => {
      allocateGuest(world);
      const handle = lend(world, acl([GUEST, 7]));
      return encodeMessage(REQUEST.VM_CONFIG_IMAGE, { vmid: GUEST, handle, imageSize: 0x1000 });
    },
    spans: [
      [0, 39, tooShort],
      [40, 40],
      [41, 41, leftOver(40)],
    ],
  },
  {
    name: 'VM_SET_FIRMWARE_MEM',
    payload: (world) => {
      allocateGuest(world);
      step(world, 'VM_CONFIG_IMAGE');
      const handle = lend(world, acl([GUEST, 7]), regions([OWN + 0x8000, 0x1000]));
      return encodeMessage(REQUEST.VM_SET_FIRMWARE_MEM, { vmid: GUEST, handle, size: 0x1000 });
    },
    spans: [
      [0, 23, tooShort],
      [24, 24],
      [25, 25, leftOver(24)],
    ],
  },
  {
    name: 'IPA_RESERVE',
    by: PEER,
    payload: () => {
      // Fixed ranges for normal memory, one of them.
      const bytes = new Uint8Array(36);
      const view = new DataView(bytes.buffer);
      view.setUint32(4, 4, true);
      view.setUint16(16, 1, true);
      view.setBigUint64(20, BigInt(RANGE.base), true);
      view.setBigUint64(28, BigInt(RANGE.size), true);
      return bytes;
    },
    spans: [
      [0, 15, tooShort],
      [16, 16],
      [17, 35, cut('rm-reserve/list', 16)],
      [36, 36],
      [37, 37, cut('rm-reserve/list', 36)],
    ],
  },
];

function ofLength(payload: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(payload.subarray(0, length));
  return bytes;
}

test('there is a case for every request', () => {
  expect(new Set(CASES.map(({ name }) => name))).toEqual(new Set(Object.keys(REQUEST)));
});

describe.each(CASES)('$name', ({ name, by = PRIMARY, payload, spans }) => {
  test('is told at every length, to one more than it has', () => {
    const whole = payload(new World());
    const lengths = spans.flatMap(([from, to]) =>
      Array.from({ length: to - from + 1 }, (_, more) => from + more),
    );
    expect(lengths).toEqual(Array.from({ length: whole.length + 2 }, (_, length) => length));
  });

  test.each(spans.map(([from, to, refused]) => [`${from} to ${to}`, from, to, refused] as const))(
    'of %s bytes',
    (_, from, to, refused) => {
      for (let length = from; length <= to; length++) {
        const world = new World();
        const bytes = ofLength(payload(world), length);
        const before = world.state();

        const answer = world.send(by, REQUEST[name].id, bytes);

        if (refused === undefined) expect(`${length}: ${answer.error}`).toBe(`${length}: OK`);
        else {
          expect([length, ...refusalIn(answer)]).toEqual([length, ...refused(length)]);
          expect(world.state()).toEqual(before);
        }
      }
    },
  );
});
