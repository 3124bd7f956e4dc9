import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CAPTURES, call, exportedBytes, played, REGISTER, recordingOf } from './export.ts';
import { type CapturedPacket, readItems, readPcapng } from './read-pcapng.ts';

const packets = (...events: readonly object[]): readonly CapturedPacket[] =>
  readPcapng(exportedBytes('pcapng', recordingOf(events))).packets;
const itemsOf = ({ bytes }: CapturedPacket, type: string): readonly string[] =>
  readItems(bytes)
    .items.filter((item) => item.type === type)
    .map(({ value }) => value.toString('hex'));
const hex = (text: string) => Buffer.from(text).toString('hex');

test('a call that is refused, byte by byte', () => {
  const refusal = { rule: 'reclaim/unknown-handle', status: 'INVALID_PARAMETERS', register: 1 };
  const event = call(1, 'os', [0x8400_0077, 7], [0x8400_0060, 0, 0xffff_fffe], { refusal });
  const zeros = (bytes: number) => '00'.repeat(bytes);
  const refused = [
    `03000000 17000000 ${hex('reclaim/unknown-handle')}00 00`,
    '05000000 04000000 01000000 00000000',
  ];
  const comment = 'reclaim/unknown-handle, register w1: The handle is that of a live transaction.';
  const expected = [
    // The section, written by tantalum.
    '0a0d0d0a 2c000000 4d3c2b1a 0100 0000 ffffffffffffffff',
    `0400 0800 ${hex('tantalum')} 00000000 2c000000`,
    // The interface of the OS: DLT_USER0, 256 KiB of a packet at most, nanoseconds.
    `01000000 28000000 9300 0000 00000400 0200 0200 ${hex('os')}0000 0900 0100 09000000 00000000 28000000`,
    // At a millisecond, 240 bytes.
    '06000000 1c010000 00000000 00000000 40420f00 f0000000 f0000000',
    // Call 1 of context 0, FFA_MEM_RECLAIM; the partition, the registers, the rule, register 1.
    `${hex('FFA')}01 01000000 00000000 77000084 0100000000000000`,
    `01000000 03000000 ${hex('os')}00 ${zeros(5)}`,
    `02000000 90000000 7700008400000000 0700000000000000 ${zeros(128)}`,
    ...refused,
    // Outbound.
    '0200 0400 02000000 00000000 1c010000',
    // At 1.8 milliseconds, 240 bytes.
    '06000000 70010000 00000000 00000000 40771b00 f0000000 f0000000',
    // Its answer.
    `${hex('FFA')}01 02000000 00000000 77000084 0100000000000000`,
    `01000000 03000000 ${hex('os')}00 ${zeros(5)}`,
    `02000000 90000000 6000008400000000 0000000000000000 feffffff00000000 ${zeros(120)}`,
    ...refused,
    // A comment for people; inbound.
    `0100 4e00 ${hex(comment)} 0000`,
    '0200 0400 01000000 00000000 70010000',
  ];
  expect(exportedBytes('pcapng', recordingOf([event])).toString('hex')).toBe(
    expected.join('').replaceAll(' ', ''),
  );
});

test('the processor goes to another endpoint: it gets the answer', () => {
  const [asked, delivered, responded, answered] = packets(
    call(1, 'os', [0x8400_006f, 0x8001], [0x8400_006f, 0x8001], { next: 'vault', cpu: 3 }),
    call(2, 'vault', [0x8400_0070, 0x8001_0000], [0x8400_0070, 0x8001_0000], { next: 'os' }),
  );
  const seen = [asked!, delivered!, responded!, answered!].map((packet) => {
    const { kind, call: number, cpu } = readItems(packet.bytes);
    return [packet.at, packet.direction, packet.time, kind, Number(number), cpu];
  });
  expect(seen).toEqual([
    ['os', 'out', 1_000_000, 'call', 1, 3],
    ['vault', 'in', 1_800_000, 'answer', 1, 3],
    ['vault', 'out', 2_000_000, 'call', 2, 0],
    ['os', 'in', 2_800_000, 'answer', 2, 0],
  ]);
  expect(itemsOf(delivered!, 'partition')).toEqual([hex('vault\0')]);
});

test('an answer that nobody gets is seen where it was asked for', () => {
  const [, answer] = packets(call(1, 'os', [0x8400_006b], [0x8400_0061], { next: '' }));
  expect([answer!.at, ...itemsOf(answer!, 'partition')]).toEqual(['os', '00']);
});

test('a call that never returns has no answer, and what it changed is told with it', () => {
  const changes = [{ change: 'cleared', party: 'os', address: '0x40100000', pages: 2 }];
  const lost = packets({ ...call(1, '', [0x8400_0090], []), out: null, changes });
  expect(lost.map(({ at, comments }) => [at, comments])).toEqual([['unknown', ['cleared 0x40100000+2 os']]]);
  expect(itemsOf(lost[0]!, 'change')).toEqual([
    `0000104000000000 0200000000000000 ${hex('cleared\0os\0')}`.replaceAll(' ', ''),
  ]);
});

test('a fault and a teardown are packets, too, at their time', () => {
  const place = { seq: 7, from: 'vault' };
  const fault = { access: 'read', address: '0x80000000', kind: 'translation' };
  const changes = [{ change: 'returned', party: 'os', address: '0x1000', pages: 1 }];
  const [faulted, died] = packets(
    { kind: 'fault', ...place, fault, t_us: 12.345 },
    { kind: 'abort', ...place, changes, t_us: 4_294_967.296 },
  );
  expect([faulted!.time, readItems(faulted!.bytes).kind, ...itemsOf(faulted!, 'fault')]).toEqual([
    12_345,
    'fault',
    `0000008000000000${hex('read\0translation\0')}`,
  ]);
  expect([died!.time, readItems(died!.bytes).kind, died!.comments]).toEqual([
    4_294_967_296,
    'teardown',
    ['returned 0x1000+1 os'],
  ]);
});

describe('the bytes of a buffer', () => {
  const SHARE = 'test/fixtures/captures/share-v1.1-1page.bin';
  const tx = readFileSync(SHARE).toString('hex');
  const share = call(1, 'os', [0x8400_0073, 0x60, 0x60], [0x8400_0061, 0, 7], { tx });
  const version = call(0, 'os', [0x8400_0063, 0x1_0002], [0x1_0001]);

  test.each([
    ['in the version that was agreed on', [version, share], '01000100 00000000 01000000 00000000'],
    ['in the version they look like', [share], '01000100 01000000 01000000 00000000'],
    ['as what nobody knows', [{ ...share, in: ['0x84000069'] }], '00000000 01000000 00000000 00000000'],
  ])('%s', (_, events, about) => {
    expect(packets(...events).flatMap((packet) => itemsOf(packet, 'buffer'))).toEqual([
      about.replaceAll(' ', '') + tx,
    ]);
  });

  test('of RX belong to the answer, with the size of a description', () => {
    const info = call(1, 'os', [0x8400_0068], [0x8400_0061, 0, 1, 24], { rx: '11'.repeat(24) });
    const [asked, answered] = packets(info);
    expect(itemsOf(asked!, 'buffer')).toEqual([]);
    expect(itemsOf(answered!, 'buffer')).toEqual([
      `02000100 01000000 06000000 18000000 ${'11'.repeat(24)}`.replaceAll(' ', ''),
    ]);
  });

  test('are cut where a packet would be longer than readers allow', () => {
    const [asked] = packets({ ...share, tx: '22'.repeat(0x4_0000) });
    expect([asked!.bytes.length, asked!.length > 0x4_0000]).toEqual([0x4_0000, true]);
  });
});

describe.each([...CAPTURES, 'machines/three-worlds.yaml'])('%s', (file) => {
  test('loses nothing on the way', async () => {
    const text = file.endsWith('.yaml') ? await played(file) : readFileSync(file, 'utf8');
    const calls = text
      .split('\n')
      .slice(1)
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Recorded)
      .filter(({ kind = 'call' }) => kind === 'call');
    const { packets: all } = readPcapng(exportedBytes('pcapng', text));
    const found = all
      .map(({ bytes }) => readItems(bytes))
      .filter(({ kind }) => kind === 'call' || kind === 'answer');
    const told = found.map(({ kind, call: number, items }) => {
      const value = (type: string) => items.find((item) => item.type === type)?.value;
      return [kind, Number(number), registersOf(value('registers')!), value('buffer')?.toString('hex', 16)];
    });
    expect(told).toEqual(
      calls.flatMap(({ seq, in: before, out, tx, rx }) => [
        ['call', seq, before, tx],
        ...(out === null ? [] : [['answer', seq, out, rx]]),
      ]),
    );
  });
});

interface Recorded {
  readonly kind?: string;
  readonly seq: number;
  readonly in: readonly string[];
  readonly out: readonly string[] | null;
  readonly tx?: string;
  readonly rx?: string;
}

function registersOf(bytes: Buffer): readonly string[] {
  return Array.from({ length: 18 }, (_, register) => `0x${bytes.readBigUInt64LE(register * 8).toString(16)}`);
}

test('a time that 64 bits of nanoseconds do not hold is the last that they do', () => {
  const late = packets(call(18_446_744_073_709, 'os', [0x8400_0069], [0x8400_0061]));
  expect(late.map(({ time }) => time)).toEqual([18_446_744_073_709e6, 2 ** 64]);
});

test('a name that an option cannot hold is cut', () => {
  const [packet] = packets(call(1, 'x'.repeat(70_000), [0x8400_0069], [0x8400_0061]));
  expect([packet!.at.length, itemsOf(packet!, 'partition')]).toEqual([20_000, [`${'78'.repeat(250)}00`]]);
});

test('whatever a recording says, the file is whole', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constant('\ud800\0'),
    fc.constant('x'.repeat(70_000)),
  );
  const place = fc.record({ offset: fc.double(), length: fc.integer() });
  const change = fc.record({ change: name, party: name, address: REGISTER, pages: fc.maxSafeInteger() });
  const event = fc.record(
    {
      kind: fc.constantFrom('call', 'fault', 'abort'),
      seq: fc.maxSafeInteger(),
      from: name,
      cpu: fc.double({ min: 0, max: Number.MAX_SAFE_INTEGER, noNaN: true }),
      t_us: fc.double({ min: 0, max: Number.MAX_SAFE_INTEGER, noNaN: true }),
      in: fc.array(REGISTER, { minLength: 1 }),
      out: fc.option(fc.array(REGISTER, { minLength: 1 })),
      next: name,
      tx: fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('hex')),
      refusal: fc.record({ rule: name, status: name, bytes: place, register: fc.double() }),
      changes: fc.array(change),
      fault: fc.record({ access: name, address: REGISTER, kind: name }),
    },
    { requiredKeys: ['kind', 'seq', 'in', 'out', 'fault'] },
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 4 }), (events) => {
      const found = packets(...events).map(({ bytes }) => readItems(bytes).kind);
      const expected = events.flatMap(({ kind, out }) => {
        if (kind !== 'call') return [kind === 'fault' ? 'fault' : 'teardown'];
        return out === null ? ['call'] : ['call', 'answer'];
      });
      expect(found).toEqual(expected);
    }),
  );
});
