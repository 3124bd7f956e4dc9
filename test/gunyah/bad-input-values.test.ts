/** Lists and fields that say what cannot be. Each has its rule, its answer and what Linux makes of it, and changes nothing. */

import { describe, expect, test } from 'vitest';
import { encodeMessage } from '../../src/core/gunyah/wire/codec.ts';
import { REQUEST, type RequestName } from '../../src/core/gunyah/wire/messages.ts';
import { TRANSFER } from '../../src/core/gunyah/wire/values.ts';
import { type Refusal, refusalOf } from './refusal.ts';
import {
  type Answer,
  acl,
  allocateGuest,
  DEVICE,
  GUEST,
  lend,
  OWN,
  PEER,
  PRIMARY,
  regions,
  World,
} from './world.ts';

type Lists = NonNullable<Parameters<World['ask']>[3]>;
type Act = (world: World) => Answer;
type Row = readonly [name: string, ...refusal: Refusal, act: Act];

const TO_PEER = acl([PEER, 6]);
const PAGE = regions([OWN, 0x1000]);
const LOAN = encodeMessage(REQUEST.LEND, {}, { acl: TO_PEER, regions: PAGE });

const INVALID_MESSAGE = ['04 00 00 00', 'EINVAL'] as const;
const NO_RESOURCE = ['02 00 00 00', 'ENODEV'] as const;
const INVALID_ARGUMENT = ['06 00 00 00', 'EINVAL'] as const;
const INVALID_MEMORY = ['0a 00 00 00', 'EINVAL'] as const;
const DENIED = ['03 00 00 00', 'EPERM'] as const;

function lending(lists: Lists, head: Readonly<Record<string, number>> = {}, name: RequestName = 'LEND'): Act {
  return (world) => world.ask(PRIMARY, name, head, { acl: TO_PEER, regions: PAGE, ...lists });
}

/** A loan of one page to the peer whose bytes from `at` on are others. */
function loanWith(at: number, ...bytes: readonly number[]): Act {
  const payload = LOAN.slice();
  payload.set(bytes, at);
  return (world) => world.send(PRIMARY, REQUEST.LEND.id, payload);
}

function region(base: bigint, size: bigint): Act {
  return lending({ regions: [{ base, size }] });
}

/** The peer wants a loan of two pages at a place. */
function placing(base: bigint, size: bigint): Act {
  return (world) =>
    world.ask(
      PEER,
      'ACCEPT',
      { handle: lend(world), transfer: TRANSFER.LEND },
      { regions: [{ base, size }] },
    );
}

const COUNTS: readonly Row[] = [
  ['65535 receivers', 'rm-message/list-too-long 8+2', ...NO_RESOURCE, loanWith(8, 0xff, 0xff)],
  ['513 receivers', 'rm-message/list-too-long 8+2', ...NO_RESOURCE, loanWith(8, 0x01, 0x02)],
  [
    '512 receivers, of which 7 fit',
    'rm-message/list-entries-cut 8+32',
    ...INVALID_MESSAGE,
    loanWith(8, 0, 2),
  ],
  ['no receivers, but one is there', 'rm-message/list-entries-cut 12+28', ...INVALID_MESSAGE, loanWith(8, 0)],
  ['2 regions of 1', 'rm-message/list-entries-cut 16+24', ...INVALID_MESSAGE, loanWith(16, 2)],
  ['513 regions', 'rm-message/list-too-long 16+2', ...NO_RESOURCE, loanWith(16, 0x01, 0x02)],
  ['no regions, but one is there', 'rm-message/bytes-left-over 24+16', ...INVALID_MESSAGE, loanWith(16, 0)],
  ['1 attribute of none', 'rm-message/list-entries-cut 36+4', ...INVALID_MESSAGE, loanWith(36, 1)],
];

const REGIONS: readonly Row[] = [
  ['a base of 1 more', 'rm-region/unaligned 20+8', ...INVALID_ARGUMENT, region(0x4_0001n, 0x1000n)],
  ['a base of half a page more', 'rm-region/unaligned 20+8', ...INVALID_ARGUMENT, region(0x4_0800n, 0x1000n)],
  ['a base of 1 less', 'rm-region/unaligned 20+8', ...INVALID_ARGUMENT, region(0x4_0fffn, 0x1000n)],
  ['a size of 1', 'rm-region/unaligned 28+8', ...INVALID_ARGUMENT, region(0x4_0000n, 1n)],
  ['a size of 1 less', 'rm-region/unaligned 28+8', ...INVALID_ARGUMENT, region(0x4_0000n, 0xfffn)],
  ['a size of 1 more', 'rm-region/unaligned 28+8', ...INVALID_ARGUMENT, region(0x4_0000n, 0x1001n)],
  ['a size of 0', 'rm-region/empty 28+8', ...INVALID_ARGUMENT, region(0x4_0000n, 0n)],
  ['an end of 2^64', 'rm-region/beyond 20+16', ...INVALID_ARGUMENT, region(2n ** 64n - 0x1000n, 0x1000n)],
  ['a wrap to 0x1000', 'rm-region/beyond 20+16', ...INVALID_ARGUMENT, region(2n ** 64n - 0x1000n, 0x2000n)],
  ['a wrap by its size', 'rm-region/beyond 20+16', ...INVALID_ARGUMENT, region(0x1000n, 2n ** 64n - 0x1000n)],
  ['a base of 2^63', 'rm-region/beyond 20+16', ...INVALID_ARGUMENT, region(2n ** 63n, 0x1000n)],
  ['a base of 2^44', 'rm-region/beyond 20+16', ...INVALID_ARGUMENT, region(2n ** 44n, 0x1000n)],
  ['an end above 2^44', 'rm-region/beyond 20+16', ...INVALID_ARGUMENT, region(2n ** 44n - 0x1000n, 0x2000n)],
  ['a size of 2^44', 'rm-region/beyond 20+16', ...INVALID_ARGUMENT, region(0n, 2n ** 44n)],
  [
    'an end of 2^44, where nothing is',
    'rm-region/not-owned 20+16',
    ...INVALID_MEMORY,
    region(2n ** 44n - 0x1000n, 0x1000n),
  ],
  [
    'the same twice',
    'rm-region/overlap 36+16',
    ...INVALID_MEMORY,
    lending({ regions: regions([OWN, 0x1000], [OWN, 0x1000]) }),
  ],
  [
    'the end of the first again',
    'rm-region/overlap 36+16',
    ...INVALID_MEMORY,
    lending({ regions: regions([OWN, 0x2000], [OWN + 0x1000, 0x2000]) }),
  ],
  [
    'the beginning of the first again',
    'rm-region/overlap 36+16',
    ...INVALID_MEMORY,
    lending({ regions: regions([OWN + 0x1000, 0x2000], [OWN, 0x2000]) }),
  ],
  [
    'one around the first',
    'rm-region/overlap 36+16',
    ...INVALID_MEMORY,
    lending({ regions: regions([OWN + 0x1000, 0x1000], [OWN, 0x3000]) }),
  ],
  [
    'the first of three again at the end',
    'rm-region/overlap 52+16',
    ...INVALID_MEMORY,
    lending({ regions: regions([OWN, 0x1000], [OWN + 0x4000, 0x1000], [OWN, 0x1000]) }),
  ],
];

const PLACES: readonly Row[] = [
  ['a place of 1 more', 'rm-accept/place-unaligned 20+8', ...INVALID_ARGUMENT, placing(0x20_0001n, 0x2000n)],
  ['a place of 2^44', 'rm-accept/place-unaligned 20+8', ...INVALID_ARGUMENT, placing(2n ** 44n, 0x2000n)],
  [
    'a place that ends above',
    'rm-accept/place-unaligned 20+8',
    ...INVALID_ARGUMENT,
    placing(2n ** 44n - 0x1000n, 0x2000n),
  ],
  [
    'a place that wraps',
    'rm-accept/place-unaligned 20+8',
    ...INVALID_ARGUMENT,
    placing(2n ** 64n - 0x1000n, 0x2000n),
  ],
  [
    'a place of one page less',
    'rm-accept/place-size 28+8',
    ...INVALID_ARGUMENT,
    placing(0x20_0000n, 0x1000n),
  ],
  [
    'a place of one page more',
    'rm-accept/place-size 28+8',
    ...INVALID_ARGUMENT,
    placing(0x20_0000n, 0x3000n),
  ],
  ['a place of no size', 'rm-accept/place-size 28+8', ...INVALID_ARGUMENT, placing(0x20_0000n, 0n)],
];

const VMS: readonly Row[] = [
  [
    'the same VM twice',
    'rm-create/vm-repeated 16+2',
    ...INVALID_ARGUMENT,
    lending({ acl: acl([PEER, 6], [PEER, 6]) }),
  ],
  [
    'the same VM twice, with one between',
    'rm-create/vm-repeated 20+2',
    ...INVALID_ARGUMENT,
    (world) => lending({ acl: acl([PEER, 6], [GUEST, 6], [PEER, 4]) })(allocateGuest(world)),
  ],
  [
    'the owner twice',
    'rm-create/vm-repeated 20+2',
    ...INVALID_ARGUMENT,
    lending({ acl: acl([PRIMARY, 6], [PEER, 6], [PRIMARY, 4]) }, {}, 'SHARE'),
  ],
  ['VM 0', 'rm-create/vm-unknown 12+2', ...INVALID_ARGUMENT, lending({ acl: acl([0, 6]) })],
  ['VM 0xffff', 'rm-create/vm-unknown 12+2', ...INVALID_ARGUMENT, lending({ acl: acl([0xffff, 6]) })],
  ['the resource manager', 'rm-create/vm-unknown 12+2', ...INVALID_ARGUMENT, lending({ acl: acl([255, 6]) })],
  [
    'the same VM with two attributes',
    'rm-create/attribute-repeated 46+2',
    ...INVALID_ARGUMENT,
    lending({
      attributes: [
        { vmid: PEER, attribute: 2 },
        { vmid: PEER, attribute: 3 },
      ],
    }),
  ],
];

describe.each([
  ['a count that does not fit', COUNTS],
  ['a region', REGIONS],
  ['a place', PLACES],
  ['an access list', VMS],
])('%s', (_, rows) => {
  test.each(rows)('%s: %s', (_name, rule, reply, errno, act) => {
    expect(refusalOf(act)).toEqual([rule, reply, errno]);
  });
});

/** Rights of an entry, every byte that there is, and what is wrong with those that are not told here. */
const RIGHTS: readonly (readonly [
  what: string,
  valid: readonly number[],
  others: Readonly<Record<number, Refusal>>,
  act: (rights: number) => Act,
])[] = [
  ['memory that is lent', [4, 5, 6, 7], {}, (rights) => lending({ acl: acl([PEER, rights]) })],
  [
    'a device that is lent',
    [4, 6],
    {
      5: ['rm-create/io-execute 14+1', ...INVALID_ARGUMENT],
      7: ['rm-create/io-execute 14+1', ...INVALID_ARGUMENT],
    },
    (rights) => lending({ acl: acl([PEER, rights]), regions: regions([DEVICE, 0x1000]) }, { type: 1 }),
  ],
  [
    'memory that is donated',
    [7],
    {
      4: ['rm-create/donate-rights 14+1', ...DENIED],
      5: ['rm-create/donate-rights 14+1', ...DENIED],
      6: ['rm-create/donate-rights 14+1', ...DENIED],
    },
    (rights) => lending({ acl: acl([PEER, rights]) }, {}, 'DONATE'),
  ],
];

describe.each(RIGHTS)('rights of %s', (_, valid, others, act) => {
  const every = Array.from({ length: 256 }, (_, rights) => rights).filter(
    (rights) => !valid.includes(rights),
  );

  test.each(valid)('%i is a set that there is', (rights) => {
    expect(act(rights)(new World()).error).toBe('OK');
  });

  test('every other byte is none', () => {
    for (const rights of every) {
      const expected = others[rights] ?? ['rm-create/rights 14+1', ...INVALID_ARGUMENT];
      expect([rights, ...refusalOf(act(rights))]).toEqual([rights, ...expected]);
    }
  });
});
