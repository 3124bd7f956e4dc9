import { describe, expect, test } from 'vitest';
import { encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { VERSION_1_1 } from '../../src/core/abi/versions.ts';
import { inspect } from '../../src/core/decode/inspect.ts';
import { inspectPiece } from '../../src/core/decode/inspect-piece.ts';
import { inspectionJson } from '../../src/core/decode/inspection-json.ts';
import { findOverlaps } from '../../src/core/decode/overlaps.ts';
import { hex, ONE_PAGE, patched, scatteredPages } from '../abi/support.ts';
import * as sample from './samples.ts';

const NOT_IN_THE_BYTES =
  'Whether the pages exist, belong to the sender and are free is not in the bytes, and was not judged.';

describe('a send', () => {
  test('says what was assumed and what the bytes do not decide', () => {
    expect(inspect(patched(sample.SHARE, 0, '05')).notes).toEqual([
      'The sender, 0x0005, was taken for the caller, and every endpoint for known.',
      NOT_IN_THE_BYTES,
    ]);
  });

  test('a first fragment is fine', () => {
    const whole = encodeTransaction({ ...ONE_PAGE, composite: scatteredPages(9) }, VERSION_1_1);
    const { valid, notes } = inspect(whole.slice(0, 80 + 3 * 16));
    expect(valid).toBe(true);
    expect(notes[0]).toBe(
      'This is a first fragment, which is fine: 3 of 9 constituents are here, and FFA_MEM_FRAG_TX brings the other 6 (96 bytes).',
    );
  });

  test('a first fragment is judged as far as it goes', () => {
    const whole = encodeTransaction({ ...ONE_PAGE, composite: scatteredPages(9) }, VERSION_1_1);
    const spoiled = patched(patched(whole, 64, '02'), 96, '00 00 00 80');
    const { broken } = inspect(spoiled.slice(0, 80 + 3 * 16));
    expect(broken.map(({ rule, offset }) => [rule.id, offset])).toEqual([
      ['send/overlap', 96],
      ['send/page-sum', 120],
    ]);
  });

  test.each([
    ['zeros', sample.SHARE.length + 8, 0],
    ['the end of a whole buffer, whatever it holds', 4096, 0xa5],
  ])('behind it may come %s', (_name, length, filling) => {
    const buffer = new Uint8Array(length).fill(filling);
    buffer.set(sample.SHARE);
    const { valid, fields, notes } = inspect(buffer);
    expect(valid).toBe(true);
    expect(fields.at(-1)).toMatchObject({ path: 'tail', offset: 112 });
    expect(notes).toContain(
      `Bytes 112..${length - 1} lie behind the descriptor and were taken for the rest of its buffer.`,
    );
  });

  test('all broken rules are found, in the order of the bytes', () => {
    const spoiled = patched(patched(patched(sample.SHARE, 4, '03'), 50, '07'), 104, '00');
    expect(inspect(spoiled).broken.map(({ rule, offset }) => [rule.id, offset])).toEqual([
      ['send/time-slice', 4],
      ['send/zero-on-share', 4],
      ['descriptor/permission-reserved', 50],
      ['send/instruction-access', 50],
      ['send/page-sum', 64],
      ['send/constituent-empty', 104],
    ]);
  });

  test('a rule on which the rest depends ends the judging, and that is said', () => {
    const { broken, notes } = inspect(patched(patched(sample.SHARE, 4, '03'), 24, '18'), { call: 'share' });
    expect(broken.map(({ rule }) => rule.id)).toEqual(['descriptor/access-size']);
    expect(notes[0]).toBe(
      'Judging ended at a rule on which all that follows rests: more may be broken there.',
    );
  });

  test('judging stops when more would say nothing new', () => {
    const composite = { constituents: Array.from({ length: 600 }, () => ({ address: 0x1001, pages: 1 })) };
    const { broken, notes } = inspect(encodeTransaction({ ...ONE_PAGE, composite }, VERSION_1_1));
    expect(broken.length).toBe(256);
    expect(notes).toContain('Judging stopped after 256 broken rules.');
  });

  test('nothing at all', () => {
    expect(inspect(new Uint8Array(0), { call: 'share' }).broken).toMatchObject([
      { rule: { id: 'descriptor/header-cut' }, offset: 0, length: 0, found: 'there are no bytes' },
    ]);
  });
});

describe('other kinds', () => {
  test('a request without receivers says who alone may send it', () => {
    const { valid, notes } = inspect(patched(new Uint8Array(48), 8, '05'));
    expect(valid).toBe(true);
    expect(notes[0]).toBe(
      'The request lists no receiver: only the hypervisor may ask so, and who asked is not in the bytes.',
    );
  });

  test('a request that leaves the type open is not judged by it', () => {
    expect(inspect(sample.REQUEST_OPEN).valid).toBe(true);
    expect(inspect(patched(sample.REQUEST_OPEN, 50, '06')).valid).toBe(true);
  });

  test('a request whose list goes on says where judging ended', () => {
    const { notes } = inspect(patched(sample.REQUEST_SHARED, 28, '09'), { call: 'retrieve' });
    expect(notes[0]).toMatch('Judging ended');
  });

  test.each([
    ['response', sample.RESPONSE.slice(0, 90), 'composite', 80, 16],
    ['relinquish', sample.RELINQUISH.slice(0, 17), 'endpoints[0]', 16, 2],
    ['relinquish', sample.RELINQUISH.slice(0, 12), 'header', 0, 16],
    ['message', sample.message(VERSION_1_1, 20).slice(0, 22), 'payload', 20, 5],
    ['partition-info', sample.PARTITIONS_24.slice(0, 40), 'partitions[1]', 24, 24],
  ] as const)('%s that is cut off: the structure, without a rule', (call, bytes, path, offset, length) => {
    const { valid, broken, faults } = inspect(bytes, { call });
    expect(valid).toBe(false);
    expect(broken).toEqual([]);
    expect(faults).toMatchObject([{ path, offset, length }]);
  });

  test('a relinquish descriptor may lie in a whole buffer', () => {
    const { valid, notes } = inspect(Uint8Array.of(...sample.RELINQUISH, 0, 0), { call: 'relinquish' });
    expect(valid).toBe(true);
    expect(notes[0]).toBe(
      'Bytes 18..19 lie behind the descriptor and were taken for the rest of its buffer.',
    );
  });

  test('a fragment says how much it is', () => {
    expect(inspect(sample.FRAGMENT).notes[0]).toMatch('3 constituents, 3 pages.');
  });
});

describe('pieces', () => {
  const piece = { bytes: sample.LEND, kind: 'lend', version: VERSION_1_1 } as const;

  test('are inspected as their surroundings have them', () => {
    expect(inspectPiece(piece)).toMatchObject({ kind: 'lend', version: VERSION_1_1, valid: true });
  });

  test('unless the options say otherwise', () => {
    expect(inspectPiece(piece, { call: 'donate' })).toMatchObject({ kind: 'donate', valid: false });
    const sized = { bytes: sample.PARTITIONS_24, kind: 'partition-info', partitionInfoSize: 24 } as const;
    expect(inspectPiece(sized).fields.length).toBe(8);
    expect(inspectPiece(sized, { partitionInfoSize: 8 }).fields.length).toBe(18);
  });
});

test('overlaps: each constituent once, whatever their order', () => {
  const ranges = (...list: readonly [page: number, pages: number][]) =>
    findOverlaps(list.map(([page, pages], index) => ({ index, page, pages }))).map(({ earlier, later }) => [
      earlier.index,
      later.index,
    ]);
  expect(ranges([1, 1], [2, 1], [4, 2])).toEqual([]);
  expect(ranges([1, 2], [2, 1])).toEqual([[0, 1]]);
  expect(ranges([2, 1], [1, 2])).toEqual([[0, 1]]);
  expect(ranges([5, 0], [4, 4])).toEqual([]);
  expect(ranges([0, 100], [10, 1], [20, 1], [30, 1])).toEqual([
    [0, 1],
    [0, 2],
    [0, 3],
  ]);
  expect(ranges([10, 1], [0, 100], [20, 1], [99, 5])).toEqual([
    [0, 1],
    [1, 2],
    [1, 3],
  ]);
});

test('as JSON', () => {
  const { fields, ...rest } = inspectionJson(
    inspect(patched(sample.RELINQUISH, 12, '02'), { call: 'relinquish', version: VERSION_1_1 }),
  );
  expect(fields[0]).toEqual({ path: 'handle', offset: 0, length: 8, value: '0x5', raw: '0500000000000000' });
  expect(fields.map(({ raw }) => raw).join('')).toBe(
    Buffer.from(hex('05000000 00000000 00000000 02000000 0180')).toString('hex'),
  );
  expect(rest).toEqual({
    kind: 'relinquish',
    version: '1.1',
    valid: false,
    reasons: ['relinquish: as given', 'FF-A 1.1: as given'],
    broken: [
      {
        rule: 'relinquish/endpoint-count',
        status: 'INVALID_PARAMETERS',
        offset: 12,
        length: 4,
        message: 'endpointCount = 2. Required: Exactly one endpoint is listed.',
        fix: 'Write 1 into bytes 12..15 and your id into bytes 16..17.',
      },
    ],
    faults: [{ path: 'endpoints', offset: 16, length: 4, message: '1 of 2 are there' }],
    notes: [
      'The endpoint was taken for the caller. Whether it has the memory of this handle is not in the bytes, and was not judged.',
    ],
  });
});

describe('boot information', () => {
  test('is followed to its contents, and not judged', () => {
    const { valid, broken, notes, fields } = inspect(sample.boot(VERSION_1_1));
    expect([valid, broken]).toEqual([true, []]);
    expect(notes).toEqual([
      'Boot information is written by the manager, so no rule was judged; its structure was followed.',
    ]);
    expect(fields.slice(-2).map(({ path, offset, length, value }) => [path, offset, length, value])).toEqual([
      ['entries[0].contents', 56, 8, '0x6481000'],
      ['contents', 64, 0x1008 - 64, `${0x1008 - 64} bytes`],
    ]);
  });

  test('may be the first bytes of a blob only', () => {
    const { valid, notes } = inspect(sample.boot(VERSION_1_1).slice(0, 64));
    expect(valid).toBe(true);
    expect(notes[1]).toBe('The last 4040 bytes of the blob are not there, and were not looked at.');
  });

  test('is incomplete where an entry says what cannot be, in the order of the bytes', () => {
    const spoiled = patched(patched(sample.boot(VERSION_1_1), 24, '01'), 50, '1a 00');
    const { valid, faults } = inspect(spoiled);
    expect(valid).toBe(false);
    expect(faults.map(({ path, offset, detail }) => [path, offset, detail])).toEqual([
      ['reserved', 24, 'must be zero'],
      ['entries[0].flags', 50, 'a name is a text or a UUID'],
      ['entries[0].flags', 50, 'contents are an address or a value'],
      ['entries[0].flags', 50, 'the bits from 4 on must be zero'],
    ]);
  });
});
