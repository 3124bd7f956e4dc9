import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALLS, type CallName, REFUSAL } from '../../src/node/serve/wire/calls.ts';
import { decode, encode, type Fields, type Kind, leastSize } from '../../src/node/serve/wire/fields.ts';

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));

const TOKEN = '000102030405060708090a0b0c0d0e0f';
const FIVE = [1n, 2n, 3n, 4n, 0xffff_ffff_ffff_ffffn];
const FOURTEEN = Array.from({ length: 14 }, (_, index) => BigInt(index));

/** Messages and their bytes, written out by hand. */
const CASES: readonly (readonly [name: string, fields: Fields, message: object, hex: string])[] = [
  [
    'HELLO asks',
    CALLS.HELLO.asks,
    { oldest: 1, newest: 0x203, session: TOKEN },
    `0100 0302 00000000 ${TOKEN}`,
  ],
  [
    'HELLO answers',
    CALLS.HELLO.answers,
    { version: 1, socket: 1, endpoint: 0x8001, ffaVersion: 0x1_0002, properties: 0x607, token: TOKEN },
    `0100 0100 0180 0000 02000100 07060000 ${TOKEN}`,
  ],
  ['FEATURES asks', CALLS.FEATURES.asks, { function: 0x8400_0066, input: 1 }, '66000084 01000000'],
  ['FEATURES answers', CALLS.FEATURES.answers, { w2: 5, w3: 6 }, '05000000 06000000'],
  ['ALLOCATE asks', CALLS.ALLOCATE.asks, { pages: 3 }, '03000000 00000000'],
  [
    'ALLOCATE answers',
    CALLS.ALLOCATE.answers,
    { address: 0x12_4000_2000n, offset: 0x1000n },
    '0020004012000000 0010000000000000',
  ],
  ['FREE asks', CALLS.FREE.asks, { address: 0x4000_2000n }, '0020004000000000'],
  ['FREE answers', CALLS.FREE.answers, {}, ''],
  [
    'SHARE asks',
    CALLS.SHARE.asks,
    {
      ...{ flags: 1, attributes: 0x2f, tag: 0x99n },
      borrowers: [{ token: TOKEN, permissions: 2, flags: 1 }],
      constituents: [
        { address: 0x4000_2000n, pages: 1 },
        { address: 0x4000_4000n, pages: 2 },
      ],
    },
    `01000000 2f00 0000 9900000000000000
     01000000 ${TOKEN} 02 01 0000 00000000
     02000000 0020004000000000 01000000 00000000 0040004000000000 02000000 00000000`,
  ],
  ['SHARE answers', CALLS.SHARE.answers, { handle: 0x2_0000_0007n }, '0700000002000000'],
  ['RECLAIM asks', CALLS.RECLAIM.asks, { handle: 7n, flags: 1 }, '0700000000000000 01000000 00000000'],
  [
    'RETRIEVE asks',
    CALLS.RETRIEVE.asks,
    { handle: 7n, tag: 8n, sender: TOKEN, flags: 9, attributes: 0x2f, permissions: 2 },
    `0700000000000000 0800000000000000 ${TOKEN} 09000000 2f00 02 00`,
  ],
  [
    'RETRIEVE answers',
    CALLS.RETRIEVE.answers,
    { constituents: [{ address: 0x8000_0000n, pages: 4 }] },
    '01000000 0000008000000000 04000000 00000000',
  ],
  ['READ asks', CALLS.READ.asks, { address: 1n, length: 2 }, '0100000000000000 02000000 00000000'],
  ['READ answers', CALLS.READ.answers, { bytes: Uint8Array.of(1, 2, 3) }, '010203'],
  ['WRITE asks', CALLS.WRITE.asks, { address: 1n, bytes: Uint8Array.of(4) }, '0100000000000000 04'],
  [
    'REQUEST asks',
    CALLS.REQUEST.asks,
    { width: 32, data: FIVE },
    `20000000 00000000 0100000000000000 0200000000000000 0300000000000000 0400000000000000 ffffffffffffffff`,
  ],
  [
    'REQUEST2 asks',
    CALLS.REQUEST2.asks,
    { data: FOURTEEN },
    FOURTEEN.map((value) => `${value.toString(16).padStart(2, '0')}00000000000000`).join(''),
  ],
  ['MESSAGE asks', CALLS.MESSAGE.asks, { bytes: Uint8Array.of(0xaa) }, 'aa'],
  ['NOTIFY asks', CALLS.NOTIFY.asks, { bitmap: 5n, flags: 2 }, '0500000000000000 02000000 00000000'],
  ['a refusal', REFUSAL, { status: -6, rule: 'a/b', why: 'é' }, 'faffffff 0300 612f62 0200 c3a9'],
  ['LISTEN asks', CALLS.LISTEN.asks, { bitmap: 0x8000_0000_0000_0001n }, '0100000000000080'],
  ['SILENCE asks', CALLS.SILENCE.asks, { bitmap: 1n }, '0100000000000000'],
  ['HEARD answers', CALLS.HEARD.answers, { bitmap: 2n }, '0200000000000000'],
  ['RECEIVE answers', CALLS.RECEIVE.answers, { bytes: Uint8Array.of(1, 2) }, '0102'],
];

describe('messages', () => {
  test.each(CASES)('%s: the bytes of the page', (_name, fields, message, hex) => {
    expect(Buffer.from(encode(fields, message as never))).toEqual(Buffer.from(bytesOf(hex)));
    expect(decode(fields, bytesOf(hex))).toEqual(message);
  });

  test('are all among them', () => {
    const named = new Set(CASES.map(([name]) => name.split(' ')[0]));
    // Some calls ask and answer as another does.
    for (const [name, like] of Object.entries({ LEND: 'SHARE', DONATE: 'SHARE', RELINQUISH: 'RECLAIM' }))
      if (CALLS[name as CallName].asks === CALLS[like as CallName].asks) named.add(name);
    expect(Object.keys(CALLS).filter((name) => !named.has(name))).toEqual([]);
  });

  test.each(CASES)('%s: a byte more or less is no message', (_name, fields, _message, hex) => {
    const bytes = bytesOf(hex);
    const hasRest = fields.at(-1)?.[1] === 'bytes';
    for (let length = 0; length < bytes.length; length++)
      if (!hasRest || length < leastSize(fields))
        expect(decode(fields, bytes.subarray(0, length))).toBe('length');
    if (!hasRest) expect(decode(fields, Uint8Array.of(...bytes, 0))).toBe('length');
  });

  test.each([
    ['HELLO', CALLS.HELLO.asks, 4],
    ['ALLOCATE', CALLS.ALLOCATE.asks, 7],
    ['REQUEST', CALLS.REQUEST.asks, 5],
  ])('%s: what is not used is zero', (_name, fields, at) => {
    const bytes = new Uint8Array(leastSize(fields));
    bytes[at] = 1;
    expect(decode(fields, bytes)).toBe('reserved');
  });

  test('a count of rows that cannot be there is refused before a row is made', () => {
    const bytes = bytesOf(`00000000 0000 0000 0000000000000000 ffffffff 00000000`);
    expect(decode(CALLS.SHARE.asks, bytes)).toBe('length');
  });
});

/** Any value of a kind. */
const VALUES: Readonly<Record<Kind, fc.Arbitrary<unknown>>> = {
  u8: fc.nat(0xff),
  u16: fc.nat(0xffff),
  u32: fc.nat(0xffff_ffff),
  i32: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
  u64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  token: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  five: fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { minLength: 5, maxLength: 5 }),
  fourteen: fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { minLength: 14, maxLength: 14 }),
  text: fc.string({ unit: 'grapheme' }),
  bytes: fc.uint8Array(),
  ...{ zero1: fc.constant(undefined), zero2: fc.constant(undefined), zero4: fc.constant(undefined) },
};

function messages(fields: Fields): fc.Arbitrary<object> {
  const named = fields.filter(([name]) => name !== '');
  return fc.record(
    Object.fromEntries(
      named.map(([name, kind]) => [
        name,
        typeof kind === 'string' ? VALUES[kind] : fc.array(messages(kind), { maxLength: 4 }),
      ]),
    ),
  );
}

const LAYOUTS = [
  ...Object.values(CALLS).flatMap(({ asks, answers }) => [asks, answers]),
  REFUSAL,
] as readonly Fields[];

test('what is written is read again', () => {
  for (const fields of LAYOUTS)
    fc.assert(
      fc.property(messages(fields), (message) => {
        expect(decode(fields, encode(fields, message as never))).toEqual(message);
      }),
      { numRuns: 20 },
    );
});

test('any bytes are a message or have a flaw', () => {
  fc.assert(
    fc.property(fc.constantFrom(...LAYOUTS), fc.uint8Array({ maxLength: 200 }), (fields, bytes) => {
      const message = decode(fields, bytes);
      if (typeof message === 'string') expect(['length', 'reserved']).toContain(message);
      else expect(Buffer.from(encode(fields, message as never)).length).toBe(bytes.length);
    }),
  );
});
