/** What the bytes of a message alone decide: `decode` and the resource manager agree on it, rule by rule. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inspect } from '../../../src/core/decode/inspect.ts';
import { encodeMessage } from '../../../src/core/gunyah/wire/codec.ts';
import { messageById, REQUEST, type RequestName } from '../../../src/core/gunyah/wire/messages.ts';
import { ACCEPT_FLAG, NO_HANDLE } from '../../../src/core/gunyah/wire/values.ts';
import { BROKEN_MESSAGES } from '../../gunyah/broken-messages.ts';
import { OWN, PEER, PRIMARY, World } from '../../gunyah/world.ts';

/** Rules that look at more than the message: who asks, which VMs, parcels and pages there are, and what is asked of them before. */
const ABOUT_STATE = [
  ...['rm-create/too-many-parcels', 'rm-create/no-room', 'rm-create/vm-unknown'],
  ...['rm-create/owner-missing', 'rm-create/owner-listed'],
  ...['rm-region/not-owned', 'rm-region/held', 'rm-region/mixed', 'rm-region/kind', 'rm-region/no-room'],
  ...['rm-append/handle', 'rm-append/not-owner', 'rm-append/complete'],
  ...['rm-accept/handle', 'rm-accept/incomplete', 'rm-accept/type', 'rm-accept/not-sanitized'],
  ...['rm-accept/label', 'rm-accept/acl-differs', 'rm-accept/not-receiver', 'rm-accept/owner'],
  ...['rm-accept/mapped', 'rm-accept/contiguous-mixed', 'rm-accept/place-taken', 'rm-accept/place-physical'],
  ...['rm-accept/unplaced', 'rm-accept/rights'],
  ...['rm-release/handle', 'rm-release/not-receiver', 'rm-release/owner', 'rm-release/not-accepted'],
  ...['rm-release/sanitize', 'rm-reclaim/handle', 'rm-reclaim/not-owner', 'rm-reclaim/in-use'],
  'rm-reclaim/sanitize-io',
  ...['rm-notify/handle', 'rm-notify/tag', 'rm-notify/not-owner', 'rm-notify/incomplete'],
  ...['rm-notify/vms-too-many', 'rm-notify/vm-unknown', 'rm-notify/vm-not-receiver'],
  ...['rm-notify/not-receiver', 'rm-notify/not-accepted', 'rm-notify/not-released', 'rm-lookup/not-found'],
  ...['rm-vm/not-primary', 'rm-vm/unknown', 'rm-vm/none-free', 'rm-vm/state', 'rm-vm/image-handle'],
  ...['rm-vm/image-parcel', 'rm-vm/image-range', 'rm-vm/configured'],
  ...['rm-reserve/no-addresses', 'rm-reserve/taken'],
];

/** Rules that some messages break by themselves, and others in view of a parcel. */
const SOMETIMES = [
  'rm-region/overlap',
  'rm-accept/sanitize',
  'rm-accept/too-many-places',
  'rm-accept/place-size',
];

/** A world that keeps the last message it was sent. */
class Listening extends World {
  id = 0;
  payload: Uint8Array = new Uint8Array();

  override send(vmid: number, id: number, payload: Uint8Array) {
    this.id = id;
    this.payload = payload;
    return super.send(vmid, id, payload);
  }
}

/** The rules that the bytes break, with their places, as the rows of the table have them. */
function brokenIn(payload: Uint8Array, message: number): readonly string[] {
  return inspect(payload, { call: 'rm-message', message }).broken.map(
    ({ rule, offset, length }) => `${rule.id} ${offset}+${length}`,
  );
}

const DECIDED = BROKEN_MESSAGES.filter(([rule]) => ![...ABOUT_STATE, ...SOMETIMES].includes(rule));

describe('a message that the resource manager refuses for its bytes', () => {
  test.each(DECIDED)('%s: %s at %s', (rule, error, place, act) => {
    const world = new Listening();
    act(world);
    expect(brokenIn(world.payload, world.id)).toContain(`${rule} ${place}`);
    const [status] = inspect(world.payload, { call: 'rm-message', message: world.id })
      .broken.filter((one) => one.rule.id === rule)
      .map((one) => one.status);
    expect(status).toBe(error);
  });

  test('for every rule but those about the state of things', () => {
    const ids = new Set(BROKEN_MESSAGES.map(([rule]) => rule));
    expect(ABOUT_STATE.filter((rule) => !ids.has(rule))).toEqual([]);
    expect(new Set(DECIDED.map(([rule]) => rule)).size).toBe(
      ids.size - ABOUT_STATE.length - SOMETIMES.length,
    );
  });
});

const { DONE, MAP_CONTIGUOUS, SANITIZE } = ACCEPT_FLAG;
const { ACCEPT, LEND } = REQUEST;
const TWO = [
  { base: OWN, size: 0x2000 },
  { base: OWN + 0x1000, size: 0x1000 },
];

describe('what a message breaks by itself, and others in view of a parcel', () => {
  test.each([
    [
      'the same page twice',
      LEND,
      {},
      { acl: [{ vmid: PEER, rights: 6 }], regions: TWO },
      'rm-region/overlap 36+16',
    ],
    ['a device cleared', ACCEPT, { type: 1, flags: DONE | SANITIZE }, {}, 'rm-accept/sanitize 6+1'],
    [
      'two places in one piece',
      ACCEPT,
      { flags: MAP_CONTIGUOUS },
      { regions: TWO },
      'rm-accept/too-many-places 16+2',
    ],
    ['half a page', ACCEPT, {}, { regions: [{ base: 0, size: 0x800 }] }, 'rm-accept/place-size 28+8'],
    ['no parcel at all', REQUEST.RECLAIM, { handle: NO_HANDLE }, {}, 'rm-reclaim/handle 0+4'],
  ])('%s', (_name, shape, head, lists, broken) => {
    expect(brokenIn(encodeMessage(shape, head, lists), shape.id)).toEqual([broken]);
  });
});

describe('a message that it refuses for the state of things', () => {
  const rows = BROKEN_MESSAGES.filter(([rule]) => ABOUT_STATE.includes(rule));

  test.each(rows)('%s: the bytes are fine', (_rule, _error, _place, act) => {
    const world = new Listening();
    act(world);
    expect(brokenIn(world.payload, world.id)).toEqual([]);
  });
});

/** Numbers that are right, nearly right, and not at all. */
const small = fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 0x10, 0x20, 0x80, 0xff);
const vmid = fc.constantFrom(0, PRIMARY, PEER, PEER, 0x80, 0xffff);
const address = fc.constantFrom(0, OWN, OWN + 0x1000, OWN + 0x2000, OWN + 1, 2 ** 44 - 0x1000, 2 ** 44);
const size = fc.constantFrom(0, 0x1000, 0x1000, 0x2000, 0x1001, 2 ** 44);
const lists = fc.record({
  acl: fc.array(fc.record({ vmid, rights: small }), { maxLength: 3 }),
  regions: fc.array(fc.record({ base: address, size }), { maxLength: 4 }),
  attributes: fc.array(fc.record({ attribute: small, vmid }), { maxLength: 2 }),
});
const name = fc.constantFrom<RequestName>('DONATE', 'LEND', 'SHARE', 'APPEND', 'ACCEPT', 'NOTIFY');
const spoiled = fc
  .tuple(name, small, small, small, lists, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 2 }))
  .map(([which, type, flags, transfer, entries, changes]) => {
    const shape = REQUEST[which];
    const fields = Object.keys(shape.head.fields);
    const head = Object.fromEntries(
      Object.entries({ type, flags, transfer }).filter(([field]) => fields.includes(field)),
    );
    const known = Object.fromEntries(
      Object.entries(entries).filter(([list]) => shape.lists.some((each) => each.name === list)),
    );
    const payload = encodeMessage(shape, head, known);
    for (const [at, value] of changes) payload[at % payload.length] = value;
    return { id: shape.id, payload };
  });

test('whatever a message says: what the manager refuses for its bytes, decode finds, and nothing else', () => {
  fc.assert(
    fc.property(spoiled, ({ id, payload }) => {
      const world = new World();
      const handle = world.must(
        PRIMARY,
        'LEND',
        { flags: 2 },
        { acl: [{ vmid: PEER, rights: 6 }], regions: [{ base: OWN + 0x8000, size: 0x1000 }] },
      );
      const { rule, error } = world.send(PRIMARY, id, payload);
      const found = brokenIn(payload, id);

      expect(handle).toBe(0);
      if (found.length > 0) expect(error, found.join()).not.toBe('OK');
      const [broken = ''] = rule.split(' ');
      if (rule !== '' && ![...ABOUT_STATE, ...SOMETIMES].includes(broken))
        expect(found, messageById(id)?.name).toContain(rule);
    }),
    { numRuns: 2000 },
  );
});
