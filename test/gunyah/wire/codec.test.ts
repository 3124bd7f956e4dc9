import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { divide, encodeMessage } from '../../../src/core/gunyah/wire/codec.ts';
import {
  type MessageShape,
  messageById,
  NOTIFICATION,
  REQUEST,
} from '../../../src/core/gunyah/wire/messages.ts';
import { hexOf } from '../../abi/support.ts';

function places(payload: Uint8Array, shape: MessageShape): string {
  const division = divide(payload, shape);
  if (!division.ok) return `${division.misfit} at ${division.offset}, ${division.length} bytes`;
  return division.lists
    .map(({ shape: { name }, count, entries }) => `${name} ${count} at ${entries}`)
    .join(', ');
}

/** A share of 2 MiB at 1 GiB with the primary VM and VM 0x80: header, access list, regions, no attributes. */
const SHARE = encodeMessage(
  REQUEST.SHARE,
  { type: 0, flags: 1, label: 0x1122_3344 },
  {
    acl: [
      { vmid: 3, rights: 6 },
      { vmid: 0x80, rights: 7 },
    ],
    regions: [{ base: 0x4000_0000n, size: 0x20_0000n }],
  },
);

describe('bytes of messages', () => {
  test.each([
    [
      'a share',
      SHARE,
      '00 00 01 00 44 33 22 11 02 00 00 00 03 00 06 00 80 00 07 00 01 00 00 00 ' +
        '00 00 00 40 00 00 00 00 00 00 20 00 00 00 00 00 00 00 00 00',
    ],
    [
      'the last append',
      encodeMessage(REQUEST.APPEND, { handle: 5, flags: 1 }, { regions: [{ base: 0x1000, size: 0x1000 }] }),
      '05 00 00 00 01 00 00 00 01 00 00 00 00 10 00 00 00 00 00 00 00 10 00 00 00 00 00 00',
    ],
    [
      'an accept that leaves the places to the resource manager',
      encodeMessage(REQUEST.ACCEPT, { handle: 5, type: 0, transfer: 2, flags: 0x82, label: 9 }),
      '05 00 00 00 00 02 82 00 09 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00',
    ],
    [
      'a reclaim that clears',
      encodeMessage(REQUEST.RECLAIM, { handle: 5, flags: 1 }),
      '05 00 00 00 01 00 00 00',
    ],
    [
      'a parcel that is announced',
      encodeMessage(
        NOTIFICATION.MEM_SHARED,
        { handle: 5, type: 0, transfer: 1, flags: 1, owner: 3, label: 9, tag: 7 },
        { acl: [{ vmid: 0x80, rights: 4 }], sizes: [{ size: 0x1000 }] },
      ),
      '05 00 00 00 00 01 01 00 03 00 00 00 09 00 00 00 07 00 00 00 01 00 00 00 80 00 04 00 ' +
        '01 00 00 00 00 10 00 00 00 00 00 00 00 00 00 00',
    ],
  ])('%s', (_name, payload, expected) => {
    expect(hexOf(payload)).toBe(expected);
  });
});

describe('where the lists of a payload are', () => {
  const NONE = encodeMessage(REQUEST.SHARE, {});
  const LONG = NONE.slice();
  LONG.set([0x01, 0x02], 8);
  const MOST = encodeMessage(REQUEST.SHARE, {}, { acl: new Array(512).fill({ vmid: 1 }) });
  const NONE_BUT_ONE = NONE.slice();
  NONE_BUT_ONE[16] = 1;
  test.each<[string, Uint8Array, MessageShape, string]>([
    ['all there', SHARE, REQUEST.SHARE, 'acl 2 at 12, regions 1 at 24, attributes 0 at 44'],
    [
      'the last one absent',
      SHARE.slice(0, 40),
      REQUEST.SHARE,
      'acl 2 at 12, regions 1 at 24, attributes 0 at 40',
    ],
    ['half a head of one', SHARE.slice(0, 42), REQUEST.SHARE, 'list-head-cut at 40, 2 bytes'],
    ['an entry cut', SHARE.slice(0, 39), REQUEST.SHARE, 'list-entries-cut at 20, 19 bytes'],
    ['a byte left over', Uint8Array.of(...SHARE, 0), REQUEST.SHARE, 'bytes-left-over at 44, 1 bytes'],
    ['less than the least', NONE.slice(0, 19), REQUEST.SHARE, 'too-short at 0, 19 bytes'],
    ['513 entries', LONG, REQUEST.SHARE, 'list-too-long at 8, 2 bytes'],
    ['512 entries', MOST, REQUEST.SHARE, 'acl 512 at 12, regions 0 at 2064, attributes 0 at 2068'],
    [
      'just what the last entry takes',
      SHARE.slice(0, 40),
      REQUEST.LEND,
      'acl 2 at 12, regions 1 at 24, attributes 0 at 40',
    ],
    [
      'an entry that ends too early by a byte',
      NONE_BUT_ONE,
      REQUEST.SHARE,
      'list-entries-cut at 16, 4 bytes',
    ],
    ['bytes behind a reclaim', new Uint8Array(9), REQUEST.RECLAIM, ''],
    ['vms of a notify left out', new Uint8Array(12), REQUEST.NOTIFY, 'vms 0 at 12'],
  ])('%s', (_name, payload, shape, expected) => {
    expect(places(payload, shape)).toBe(expected);
  });

  test('are found in what was encoded, and lie inside the bytes whatever those are', () => {
    const shapes: readonly MessageShape[] = [...Object.values(REQUEST), ...Object.values(NOTIFICATION)];
    fc.assert(
      fc.property(fc.constantFrom(...shapes), fc.uint8Array({ maxLength: 80 }), (shape, payload) => {
        const division = divide(payload, shape);
        if (!division.ok) {
          expect(division.offset + division.length).toBeLessThanOrEqual(payload.length);
          return;
        }
        for (const { entries, count, shape: list } of division.lists)
          expect(entries + count * list.entry.size).toBeLessThanOrEqual(payload.length);
      }),
    );
  });
});

describe('the table of messages', () => {
  test.each([
    [0x5100_0012, 'MEM_LEND'],
    [0x5100_0013, 'MEM_SHARE'],
    [0x5100_0015, 'MEM_RECLAIM'],
    [0x5100_0018, 'MEM_APPEND'],
    [0x5110_0011, 'MEM_SHARED'],
    [0x5600_0001, 'VM_ALLOCATE'],
    [0x5100_0016, undefined],
  ])('0x%s is %s', (id, name) => {
    expect(messageById(id)?.name).toBe(name);
  });

  test('no two share a number', () => {
    const ids = [...Object.values(REQUEST), ...Object.values(NOTIFICATION)].map(({ id }) => id);

    expect(new Set(ids).size).toBe(ids.length);
  });

  test('every least length is that of the message with empty lists, or without the lists that may be left out', () => {
    for (const shape of [...Object.values(REQUEST), ...Object.values(NOTIFICATION)]) {
      const heads = shape.lists.map(({ head }) => head.size);
      const ends = [...heads.keys(), heads.length].map((count) => shape.head.size + 4 * count);
      expect(ends).toContain(shape.minimum);
    }
  });
});
