import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeTransaction } from '../../src/core/abi/decode-transaction.ts';
import {
  type EncodeOptions,
  encodeHypervisorRetrieve,
  encodeTransaction,
  planTransaction,
  writeTransaction,
} from '../../src/core/abi/encode-transaction.ts';
import type { MemoryTransaction, Receiver } from '../../src/core/abi/transaction.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import {
  arbitraryDescriptor,
  dump,
  hex,
  ONE_PAGE,
  onePageBytes,
  scatteredPages,
  VERSIONS,
} from './support.ts';

const [FIRST] = ONE_PAGE.receivers as [Receiver];
const SECOND: Receiver = { ...FIRST, endpoint: 0x8002, permissions: 0x01 };

const { composite: _, ...REQUEST } = ONE_PAGE;

const cases: {
  name: string;
  version: number;
  transaction: MemoryTransaction;
  options?: EncodeOptions;
  bytes: string;
}[] = [
  {
    name: 'a share of one page between two secure partitions takes 112 bytes in FF-A 1.2',
    version: VERSION_1_2,
    transaction: {
      ...ONE_PAGE,
      sender: 0x8001,
      receivers: [{ ...FIRST, endpoint: 0x8002 }],
      composite: { constituents: [{ address: 0x8_8000_0000, pages: 1 }] },
    },
    bytes: `
      01 80 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 20 00 00 00 01 00 00 00
      30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      02 80 02 00 50 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 80 08 00 00 00 01 00 00 00 00 00 00 00
    `,
  },
  {
    name: 'T16: two receivers take 96 bytes in FF-A 1.0, both naming the composite at 0x40',
    version: VERSION_1_0,
    transaction: { ...ONE_PAGE, receivers: [FIRST, SECOND] },
    bytes: `
      00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 00 00 00 00 02 00 00 00
      01 80 02 00 40 00 00 00 00 00 00 00 00 00 00 00
      02 80 01 00 40 00 00 00 00 00 00 00 00 00 00 00
      01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
      00 10 00 40 00 00 00 00 01 00 00 00 00 00 00 00
    `,
  },
  {
    name: 'a retrieve request has no composite and names offset 0',
    version: VERSION_1_2,
    transaction: {
      ...REQUEST,
      flags: 0x08,
      handle: 0x8000_0001_0000_0002n,
      tag: 0x1122_3344_5566_7788n,
      receivers: [{ ...FIRST, permissions: 0x06, impdef: [0x0102n, 0xff00_0000_0000_0000n] }],
    },
    bytes: `
      00 00 2f 00 08 00 00 00 02 00 00 00 01 00 00 80
      88 77 66 55 44 33 22 11 20 00 00 00 01 00 00 00
      30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      01 80 06 00 00 00 00 00 02 01 00 00 00 00 00 00
      00 00 00 00 00 00 00 ff 00 00 00 00 00 00 00 00
    `,
  },
  {
    name: 'access descriptors of 16 bytes are legal in FF-A 1.2',
    version: VERSION_1_2,
    transaction: ONE_PAGE,
    options: { accessSize: 16 },
    bytes: dump(onePageBytes(VERSION_1_1)).join(' '),
  },
  {
    name: 'A28: a gap before the access descriptors is written as zeros',
    version: VERSION_1_1,
    transaction: ONE_PAGE,
    options: { accessOffset: 64 },
    bytes: `
      00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 10 00 00 00 01 00 00 00
      40 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      01 80 02 00 50 00 00 00 00 00 00 00 00 00 00 00
      01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
      00 10 00 40 00 00 00 00 01 00 00 00 00 00 00 00
    `,
  },
  {
    name: 'a gap before the composite is written as zeros',
    version: VERSION_1_0,
    transaction: ONE_PAGE,
    options: { compositeOffset: 64 },
    bytes: `
      00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00
      01 80 02 00 40 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
      00 10 00 40 00 00 00 00 01 00 00 00 00 00 00 00
    `,
  },
  {
    name: 'a stated total and an announced count are written as given',
    version: VERSION_1_0,
    transaction: { ...ONE_PAGE, composite: { constituents: [], totalPages: 7 } },
    options: { constituentCount: 3 },
    bytes: `
      00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00
      01 80 02 00 30 00 00 00 00 00 00 00 00 00 00 00
      07 00 00 00 03 00 00 00 00 00 00 00 00 00 00 00
    `,
  },
];

describe('encodeTransaction', () => {
  test.each(VERSIONS)('B1: one page from VM 0 to partition 0x8001 in FF-A %s', (_name, version) => {
    expect(dump(encodeTransaction(ONE_PAGE, version))).toEqual(dump(onePageBytes(version)));
  });

  test.each(cases)('$name', ({ version, transaction, options, bytes }) => {
    expect(dump(encodeTransaction(transaction, version, options))).toEqual(dump(hex(bytes)));
  });

  test('the total is the sum of the pages when it is left out', () => {
    const composite = { constituents: [1, 2, 3].map((pages) => ({ address: pages * 0x10_0000, pages })) };
    const decoded = decodeTransaction(
      encodeTransaction({ ...ONE_PAGE, composite }, VERSION_1_2),
      VERSION_1_2,
    );
    expect(decoded.ok && decoded.value.composite?.totalPages).toBe(6);
  });

  test('decoding gives the value and the layout back, for every version, access size and gap', () => {
    fc.assert(
      fc.property(arbitraryDescriptor, ({ version, transaction, options }) => {
        const bytes = encodeTransaction(transaction, version, options);
        const decoded = decodeTransaction(bytes, version);
        expect(decoded).toEqual({
          ok: true,
          value: transaction,
          layout: { ...options, constituentCount: transaction.composite?.constituents.length ?? 0 },
          complete: true,
          length: bytes.length,
        });
      }),
    );
  });

  test('encoding what was decoded gives the bytes back', () => {
    fc.assert(
      fc.property(arbitraryDescriptor, fc.nat(6), ({ version, transaction, options }, missing) => {
        const whole = encodeTransaction(transaction, version, options);
        const { constituentsOffset } = planTransaction(transaction, version, options);
        const bytes = whole.subarray(0, Math.max(constituentsOffset, whole.length - missing * 16));
        const decoded = decodeTransaction(bytes, version);
        if (!decoded.ok) throw new Error(decoded.error.detail);
        expect(encodeTransaction(decoded.value, version, decoded.layout)).toEqual(bytes);
      }),
    );
  });
});

describe('writeTransaction', () => {
  test('B8: writes every byte of the descriptor, reserved fields and gaps included, and none behind it', () => {
    fc.assert(
      fc.property(arbitraryDescriptor, ({ version, transaction, options }) => {
        const buffer = new Uint8Array(1024).fill(0x88);
        const length = writeTransaction(buffer, transaction, version, options);
        expect(buffer.subarray(0, length)).toEqual(encodeTransaction(transaction, version, options));
        expect(buffer.subarray(length).every((byte) => byte === 0x88)).toBe(true);
      }),
    );
  });

  test('refuses a buffer that is too small', () => {
    expect(() => writeTransaction(new Uint8Array(111), ONE_PAGE, VERSION_1_2)).toThrow(
      new RangeError('the descriptor takes 112 bytes, the buffer has 111'),
    );
  });
});

describe('encodeHypervisorRetrieve', () => {
  test.each([
    [VERSION_1_0, 32],
    [VERSION_1_1, 48],
    [VERSION_1_2, 48],
  ])('version %i: %i bytes with nothing but the handle', (version, length) => {
    const expected = new Uint8Array(length);
    expected.set(hex('02 00 00 00 01 00 00 00'), 8);
    expect(encodeHypervisorRetrieve(0x1_0000_0002n, version)).toEqual(expected);
  });

  test('leaves no byte of a used buffer in it', () => {
    const buffer = new Uint8Array(64).fill(0x88);
    const length = writeTransaction(
      buffer,
      { sender: 0, attributes: 0, flags: 0, handle: 5n, tag: 0n, receivers: [] },
      VERSION_1_2,
      { accessOffset: 56 },
    );
    expect(length).toBe(48);
    expect(buffer[47]).toBe(0);
    expect(buffer[48]).toBe(0x88);
  });
});

describe('planTransaction', () => {
  test.each([
    [VERSION_1_0, 64],
    [VERSION_1_1, 80],
    [VERSION_1_2, 96],
  ])('version %i: with one receiver constituents start at %i', (version, constituentsOffset) => {
    expect(planTransaction(ONE_PAGE, version)).toMatchObject({
      constituentsOffset,
      compositeOffset: constituentsOffset - 16,
      length: constituentsOffset + 16,
    });
  });

  test('QA10: the last offset of 32 bits', () => {
    const plan = planTransaction(ONE_PAGE, VERSION_1_2, { compositeOffset: 0xffff_ffff });
    expect(plan).toMatchObject({ compositeOffset: 0xffff_ffff, length: 0x1_0000_001f });
  });

  test('T4: 600 scattered pages take 9680 bytes in FF-A 1.1', () => {
    const transaction = { ...ONE_PAGE, composite: scatteredPages(600) };
    expect(planTransaction(transaction, VERSION_1_1).length).toBe(9680);
  });
});

describe('what cannot be encoded throws and names the field', () => {
  const broken: [string, Partial<MemoryTransaction>, EncodeOptions, number, Error][] = [
    [
      'sender',
      { sender: 0x1_0000 },
      {},
      VERSION_1_2,
      new RangeError('sender: 65536 does not fit in 2 bytes'),
    ],
    ['negative', { flags: -1 }, {}, VERSION_1_2, new RangeError('flags: -1 does not fit in 4 bytes')],
    ['fraction', { flags: 0.5 }, {}, VERSION_1_2, new RangeError('flags: 0.5 is not an exact integer')],
    [
      'attributes of more than 8 bits in FF-A 1.0',
      { attributes: 0x100 },
      {},
      VERSION_1_0,
      new RangeError('attributes: 256 does not fit in 1 bytes'),
    ],
    [
      'a value that is no number',
      { handle: undefined as unknown as bigint },
      {},
      VERSION_1_2,
      new TypeError('handle: undefined is not a number'),
    ],
    [
      'a receiver out of range',
      { receivers: [FIRST, { ...FIRST, permissions: 256 }] },
      {},
      VERSION_1_1,
      new RangeError('receivers[1].permissions: 256 does not fit in 1 bytes'),
    ],
    [
      'QA7: the first implementation-defined word in 16 bytes',
      { receivers: [{ ...FIRST, impdef: [1n, 0n] }] },
      {},
      VERSION_1_1,
      new RangeError('receivers[0].impdef: an access descriptor of 16 bytes has no such words'),
    ],
    [
      'QA7: the second one',
      { receivers: [{ ...FIRST, impdef: [0n, 1n] }] },
      {},
      VERSION_1_1,
      new RangeError('receivers[0].impdef: an access descriptor of 16 bytes has no such words'),
    ],
    [
      'an address that is not exact',
      { composite: { constituents: [{ address: 2 ** 53, pages: 1 }] } },
      {},
      VERSION_1_2,
      new RangeError('composite.constituents[0].address: 9007199254740992 is not an exact integer'),
    ],
    [
      'QA3: a sum of pages beyond 32 bits',
      { composite: { constituents: [0, 1].map((page) => ({ address: page * 4096, pages: 0xffff_ffff })) } },
      {},
      VERSION_1_2,
      new RangeError('composite.totalPages: 8589934590 does not fit in 4 bytes'),
    ],
    [
      'fewer announced than given',
      {},
      { constituentCount: 0 },
      VERSION_1_2,
      new RangeError('composite.constituentCount: 0 is less than the constituents given'),
    ],
    [
      'an access size the version does not have',
      {},
      { accessSize: 32 },
      VERSION_1_1,
      new RangeError('accessSize: 32 is none of 16'),
    ],
    [
      'a gap in FF-A 1.0',
      {},
      { accessOffset: 48 },
      VERSION_1_0,
      new RangeError('accessOffset: FF-A 1.0 has access descriptors at 32 only'),
    ],
    [
      'access descriptors inside the header',
      {},
      { accessOffset: 32 },
      VERSION_1_1,
      new RangeError('accessOffset: 32 lies inside what comes before, up to 48'),
    ],
    [
      'a composite inside the access descriptors',
      {},
      { compositeOffset: 64 },
      VERSION_1_2,
      new RangeError('compositeOffset: 64 lies inside what comes before, up to 80'),
    ],
    [
      'QA10: an offset beyond 32 bits',
      {},
      { compositeOffset: 2 ** 32 },
      VERSION_1_2,
      new RangeError('compositeOffset: 4294967296 does not fit in 4 bytes'),
    ],
    [
      'a composite that no receiver names',
      { receivers: [] },
      {},
      VERSION_1_2,
      new TypeError('composite: no receiver names it'),
    ],
  ];

  test.each(broken)('%s', (_name, change, options, version, error) => {
    expect(() => encodeTransaction({ ...ONE_PAGE, ...change }, version, options)).toThrow(error);
  });

  test('an offset of a composite that does not exist', () => {
    expect(() => encodeTransaction(REQUEST, VERSION_1_2, { compositeOffset: 80 })).toThrow(
      new TypeError('compositeOffset: there is no composite'),
    );
  });
});
