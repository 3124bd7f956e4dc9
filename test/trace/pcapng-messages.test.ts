/** What Gunyah's resource manager is asked, answers, tells and throws away, in packets. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportedBytes, played, recordingOf } from './export.ts';
import { type CapturedPacket, readItems, readPcapng } from './read-pcapng.ts';

const packets = (...events: readonly object[]): readonly CapturedPacket[] =>
  readPcapng(exportedBytes('pcapng', recordingOf(events))).packets;
const itemsOf = ({ bytes }: CapturedPacket): readonly string[] =>
  readItems(bytes).items.map(({ type, value }) => `${type} ${value.toString('hex')}`);
const hex = (text: string) => Buffer.from(text).toString('hex');

const RECLAIM = {
  ...{ kind: 'request', seq: 4, from: 'hlos', sequence: 0x102, id: '0x51000015' },
  ...{ payload: '0500000000000000', reply: '00000000' },
};
const REFUSED = {
  ...RECLAIM,
  reply: '07000000',
  refusal: { rule: 'rm-reclaim/handle', status: 'HANDLE_INVALID', bytes: { offset: 0, length: 4 } },
};

test('a request that is refused, item by item', () => {
  const [asked, answered] = packets(REFUSED);
  const rule = [`refusal ${hex('rm-reclaim/handle')}00`, 'broken bytes 0000000004000000'];
  expect([asked, answered].map((packet) => itemsOf(packet!))).toEqual([
    [`vm ${hex('hlos')}00`, ...rule, 'message 21010201150000510500000000000000'],
    [`vm ${hex('hlos')}00`, ...rule, 'message 210202011500005107000000'],
  ]);
  expect([asked, answered].map((packet) => readItems(packet!.bytes))).toMatchObject([
    { kind: 'request', cpu: 0, function: 0x5100_0015, call: 4n },
    { kind: 'reply', cpu: 0, function: 0x5100_0015, call: 4n },
  ]);
  expect([asked, answered].map((packet) => [packet!.at, packet!.direction, packet!.time])).toEqual([
    ['hlos', 'out', 4_000_000],
    ['hlos', 'in', 4_800_000],
  ]);
  expect(answered!.comments).toEqual(['rm-reclaim/handle, bytes 0+4: The handle is that of a parcel.']);
});

test('pages that change hands are told with the answer', () => {
  const changes = [{ change: 'returned', party: 'hlos', address: '0x80100000', pages: 1 }];
  const [asked, answered] = packets({ ...RECLAIM, changes });
  const change = `change 00001080000000000100000000000000${hex('returned\0hlos\0')}`;
  expect([itemsOf(asked!).includes(change), itemsOf(answered!).includes(change)]).toEqual([false, true]);
  expect([asked!.comments, answered!.comments]).toEqual([[], ['returned 0x80100000+1 hlos']]);
});

test('what a VM is told is a packet, with the number that it has on the queue', () => {
  const [told] = packets({
    ...{ kind: 'notice', seq: 4, from: 'peer', sequence: 9, id: '0x51100014', payload: '0500000007000000' },
  });
  expect([told!.at, told!.direction, told!.time]).toEqual(['peer', 'in', 4_900_000]);
  expect(itemsOf(told!)).toEqual([`vm ${hex('peer')}00`, 'message 21030900140010510500000007000000']);
});

describe('a packet that was dropped is there as it was', () => {
  test.each([
    ['with its rule', '210107001200005100', 'too many continuations', 'rm-packet/continuations', 0x5100_0012],
    ['without a header', '21', 'shorter than a header', 'rm-packet/short', 0],
    ['and empty', '', 'shorter than a header', 'rm-packet/short', 0],
  ])('%s', (_, packet, why, rule, id) => {
    const [dropped] = packets({ kind: 'drop', seq: 4, from: 'peer', packet, why });
    expect([dropped!.direction, readItems(dropped!.bytes).function]).toEqual(['out', id]);
    expect(itemsOf(dropped!)).toEqual([
      `vm ${hex('peer')}00`,
      `refusal ${hex(rule)}00`,
      `dropped ${hex(why)}00${packet}`,
    ]);
    expect(dropped!.comments[0]).toMatch(new RegExp(`^${rule}: [A-Z].*\\.$`));
  });

  test('for a reason that no rule has', () => {
    const [dropped] = packets({ kind: 'drop', seq: 4, from: 'peer', packet: '21', why: 'moonlight' });
    expect(dropped!.comments).toEqual(['moonlight']);
    expect(itemsOf(dropped!)).toEqual([`vm ${hex('peer')}00`, `dropped ${hex('moonlight')}0021`]);
  });
});

describe('a message of several packets is one', () => {
  test.each([
    ['232 bytes need no continuation', 232, 0],
    ['233 need one', 233, 1],
    ['as many as a message has', 63 * 232, 62],
    ['more than a message has', 63 * 232 + 1, 62],
    ['a hundred times as many', 6300 * 232, 62],
  ])('%s', (_, length, continuations) => {
    const [asked] = packets({ ...RECLAIM, payload: '11'.repeat(length) });
    const { bytes, length: whole } = asked!;
    const [fragments] = bytes.subarray(24 + 16 + 8 + 1);
    expect(fragments! >> 2).toBe(continuations);
    expect([bytes.length <= 0x4_0000, whole]).toEqual([true, 24 + 16 + 8 + Math.ceil((length + 8) / 8) * 8]);
  });
});

interface Line {
  readonly kind?: string;
  readonly sequence?: number;
  readonly id: string;
  readonly payload: string;
  readonly reply?: string;
}

/** A header by the description of packets, not by the code that writes them. */
function header(type: number, { id, sequence = 0, payload }: Line, bytes = payload): string {
  const head = Buffer.alloc(8);
  head[0] = 0x21;
  head[1] = type | (Math.max(0, Math.ceil(bytes.length / 2 / 232) - 1) << 2);
  head.writeUInt16LE(sequence, 2);
  head.writeUInt32LE(Number(id), 4);
  return head.toString('hex') + bytes;
}

describe.each(['machines/gunyah.yaml', 'machines/both.yaml'])('%s', (file) => {
  test('loses no message on the way', async () => {
    const recording = await played(file);
    const lines = recording.split('\n').map((line) => JSON.parse(line) as Line);
    const expected = lines.flatMap((line) => {
      if (line.kind === 'notice') return [header(3, line)];
      return line.kind === 'request' ? [header(1, line), header(2, line, line.reply)] : [];
    });
    const found = readPcapng(exportedBytes('pcapng', recording)).packets.flatMap(({ bytes }) =>
      readItems(bytes)
        .items.filter(({ type }) => type === 'message')
        .map(({ value }) => value.toString('hex')),
    );
    expect(found.length).toBeGreaterThan(20);
    expect(found).toEqual(expected);
  });

  test('tells all refusals with the words of their rules', async () => {
    const recording = await played(file);
    const refused = recording.split('\n').filter((line) => line.includes('"refusal":{"rule":"rm-'));
    const { packets: all } = readPcapng(exportedBytes('pcapng', recording));
    const comments = all.flatMap(({ comments: [comment = ''] }) =>
      comment.startsWith('rm-') ? [comment] : [],
    );
    expect(comments).toHaveLength(refused.length);
    expect(comments.filter((comment) => !/: [A-Z].*\.$/.test(comment))).toEqual([]);
  });
});

test('whatever a recording says of Gunyah, the file is whole', () => {
  const name = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\ud800\0'));
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.constant(new Uint8Array(20_000)));
  const digits = bytes.map((all) => Buffer.from(all).toString('hex'));
  const place = fc.record({ offset: fc.double(), length: fc.integer() });
  const event = fc.record(
    {
      kind: fc.constantFrom('request', 'notice', 'drop'),
      seq: fc.maxSafeInteger(),
      from: name,
      sequence: fc.nat({ max: 0xffff }),
      id: fc.nat({ max: 0xffff_ffff }).map((id) => `0x${id.toString(16)}`),
      payload: digits,
      reply: digits,
      packet: digits,
      why: fc.oneof(name, fc.constantFrom('shorter than a header', 'toString')),
      refusal: fc.record({ rule: name, status: name, bytes: place, register: fc.double() }),
    },
    { requiredKeys: ['kind', 'seq', 'id', 'payload', 'reply', 'packet', 'why'] },
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 4 }), (events) => {
      const found = packets(...events).map(({ bytes: packet }) => readItems(packet).kind);
      expect(found).toEqual(
        events.flatMap(({ kind }) => (kind === 'request' ? ['request', 'reply'] : [kind])),
      );
    }),
  );
});
