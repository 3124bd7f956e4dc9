/** MEM_LOOKUP_SGL finds a parcel of the caller by what it was made of, while nobody has accepted it, and gives it a label once. */

import { describe, expect, test } from 'vitest';
import { ACCEPT_FLAG, ATTRIBUTE, CREATE_FLAG, TRANSFER } from '../../src/core/gunyah/wire/values.ts';
import { acl, allocateGuest, DEVICE, GUEST, OWN, PEER, PRIMARY, regions, World } from './world.ts';

type Lists = NonNullable<Parameters<World['ask']>[3]>;

const { CACHED, UNCACHED } = ATTRIBUTE;
const MADE: Lists = {
  acl: acl([GUEST, 4], [PEER, 6]),
  regions: regions([OWN, 0x1000], [OWN + 0x4000, 0x2000]),
  attributes: [
    { vmid: PEER, attribute: CACHED },
    { vmid: GUEST, attribute: UNCACHED },
  ],
};
const NOT_FOUND = 'rm-lookup/not-found 0+0';

/** A world with a parcel in it, which has handle 1: another was there before it. */
function withParcel(lists: Lists = MADE, head: Readonly<Record<string, number>> = {}): World {
  const world = allocateGuest(new World());
  const first = { acl: acl([PEER, 4]), regions: regions([OWN + 0x1_0000, 0x1000]) };
  world.must(PRIMARY, 'LEND', { label: 1 }, first);
  world.must(PRIMARY, 'LEND', head, lists);
  return world;
}

function found(world: World, lists: Lists = MADE, type = 0, by = PRIMARY): string | number {
  const { rule, payload } = world.ask(by, 'LOOKUP', { type, label: 0x44 }, lists);
  return rule === '' ? (payload[4] ?? -1) : rule;
}

test('a parcel is found by type, access list, regions and attributes, among others', () => {
  expect(found(withParcel())).toBe(1);
});

test('a parcel of another VM is found by that one, in its own addresses', () => {
  const world = new World();
  const lists = { acl: acl([PRIMARY, 6]), regions: regions([0x1_1000, 0x1000]) };
  world.must(PEER, 'LEND', {}, lists);

  // The primary VM sees physical addresses: there the page is this one.
  const physical = { ...lists, regions: regions([0x60_1000, 0x1000]) };
  expect(found(world, physical, 0, PRIMARY)).toBe(NOT_FOUND);
  expect(found(world, lists, 0, PEER)).toBe(0);
});

test.each<[string, Lists]>([
  ['an entry of the access list less', { acl: acl([GUEST, 4]) }],
  ['an entry more', { acl: acl([GUEST, 4], [PEER, 6], [PRIMARY, 4]) }],
  ['the entries in another order', { acl: acl([PEER, 6], [GUEST, 4]) }],
  ['other rights', { acl: acl([GUEST, 4], [PEER, 7]) }],
  ['another VM', { acl: acl([GUEST, 4], [PRIMARY, 6]) }],
  ['a region less', { regions: regions([OWN, 0x1000]) }],
  ['a region more', { regions: regions([OWN, 0x1000], [OWN + 0x4000, 0x2000], [OWN + 0x8000, 0x1000]) }],
  ['the regions in another order', { regions: regions([OWN + 0x4000, 0x2000], [OWN, 0x1000]) }],
  ['another region', { regions: regions([OWN, 0x1000], [OWN + 0x5000, 0x2000]) }],
  ['a shorter one', { regions: regions([OWN, 0x1000], [OWN + 0x4000, 0x1000]) }],
  ['one that begins within a page', { regions: regions([OWN, 0x1000], [OWN + 0x4010, 0x2000]) }],
  ['no attributes', { attributes: [] }],
  ['an attribute less', { attributes: [{ vmid: PEER, attribute: CACHED }] }],
  [
    'another attribute',
    {
      attributes: [
        { vmid: PEER, attribute: UNCACHED },
        { vmid: GUEST, attribute: UNCACHED },
      ],
    },
  ],
  [
    'the attributes in another order',
    {
      attributes: [
        { vmid: GUEST, attribute: UNCACHED },
        { vmid: PEER, attribute: CACHED },
      ],
    },
  ],
])('%s: it is not the parcel', (_, lists) => {
  expect(found(withParcel(), { ...MADE, ...lists })).toBe(NOT_FOUND);
});

test('an attribute that says what holds by default is an entry of its list all the same', () => {
  const attributes = [{ vmid: PEER, attribute: ATTRIBUTE.DEFAULT }];
  const lists = { ...MADE, attributes: [] };

  expect(found(withParcel(lists), { ...lists, attributes })).toBe(NOT_FOUND);
  expect(found(withParcel({ ...lists, attributes }), lists)).toBe(NOT_FOUND);
  expect(found(withParcel({ ...lists, attributes }), { ...lists, attributes })).toBe(1);
});

test('memory of a device is another type', () => {
  const lists = { acl: acl([PEER, 4]), regions: regions([DEVICE, 0x1000]) };
  const world = withParcel(lists, { type: 1 });

  expect(found(world, lists, 0)).toBe(NOT_FOUND);
  expect(found(world, lists, 1)).toBe(1);
});

test('a parcel that is not complete, or that somebody has accepted, is not found', () => {
  const accepted = withParcel();
  accepted.must(PEER, 'ACCEPT', { handle: 1, transfer: TRANSFER.LEND, flags: ACCEPT_FLAG.DONE });

  expect(found(accepted)).toBe(NOT_FOUND);
  expect(found(withParcel(MADE, { flags: CREATE_FLAG.APPEND }))).toBe(NOT_FOUND);
});

describe('the label of a parcel that was found', () => {
  const labelOf = (world: World) => world.rm.state.parcels.get(1)?.label;

  test('is the one of the request, when it had none', () => {
    const world = withParcel();
    found(world);
    expect(labelOf(world)).toBe(0x44);
  });

  test('stays the one it had', () => {
    const world = withParcel(MADE, { label: 9 });
    expect(found(world)).toBe(1);
    expect(labelOf(world)).toBe(9);
  });
});
