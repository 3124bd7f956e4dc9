/** Whatever the bytes, tshark shows what can be shown and never stumbles. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CAPTURES, exportedBytes, REGISTER, recordingOf } from '../trace/export.ts';
import { EXAMPLE_MESSAGES } from './message-examples.ts';
import { cutTo, fieldsOf, SOUND, SOUND_MESSAGES, TSHARK, tsharkOf } from './tshark.ts';

interface Call {
  readonly in: readonly string[];
  readonly out: readonly string[] | null;
  readonly tx?: string;
  readonly rx?: string;
}

const CALLS: readonly Call[] = CAPTURES.flatMap((file) =>
  readFileSync(file, 'utf8').trim().split('\n').slice(1),
).map((line) => JSON.parse(line) as Call);
const CARRYING = CALLS.filter(({ tx, rx }) => tx !== undefined || rx !== undefined);

/** Some bytes overwritten, or the end left out. */
const damaged = (hex: string) => {
  const place = fc.nat({ max: Math.max(hex.length / 2 - 1, 0) });
  const byte = fc.constantFrom('00', '01', '10', '30', '7f', '80', 'ff');
  return fc
    .tuple(fc.array(fc.tuple(place, byte), { minLength: 1, maxLength: 8 }), fc.option(place))
    .map(([writes, end]) => {
      const bytes = hex.match(/../g) ?? [];
      for (const [at, value] of writes) bytes[at] = value;
      return bytes.slice(0, end ?? bytes.length).join('');
    });
};
const id = fc.integer({ min: 0x60, max: 0x90 }).map((number) => `0x840000${number.toString(16)}`);
const registers = fc.tuple(id, REGISTER, REGISTER, REGISTER, REGISTER, REGISTER);

const carrying = fc.constantFrom(...CARRYING).chain(({ tx, rx, ...call }) =>
  fc.record({
    ...Object.fromEntries(Object.entries(call).map(([key, value]) => [key, fc.constant(value)])),
    ...(tx === undefined ? {} : { tx: damaged(tx) }),
    ...(rx === undefined ? {} : { rx: damaged(rx) }),
    refusal: fc.record({
      rule: fc.string(),
      status: fc.string(),
      bytes: fc.record({ offset: fc.nat(), length: fc.nat() }),
    }),
  }),
);
const invented = fc.record({
  seq: fc.nat(),
  from: fc.string({ unit: 'binary' }),
  next: fc.string({ unit: 'binary' }),
  in: registers,
  out: fc.option(registers),
  tx: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  rx: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('hex')),
});

const MESSAGES = EXAMPLE_MESSAGES.map(({ id, payload, replies: { whole = payload } }) => ({
  id: `0x${id.toString(16)}`,
  payload: Buffer.from(payload).toString('hex'),
  reply: Buffer.from(whole).toString('hex'),
}));
const place = fc.record({ offset: fc.nat({ max: 400 }), length: fc.nat({ max: 400 }) });
const damagedMessage = fc.constantFrom(...MESSAGES).chain(({ id, payload, reply }) =>
  fc.record({
    kind: fc.constantFrom('request', 'notice', 'drop'),
    from: fc.string({ unit: 'binary' }),
    sequence: fc.nat({ max: 0xffff }),
    id: fc.oneof(
      { weight: 9, arbitrary: fc.constant(id) },
      fc.constantFrom('0x0', '0x84000073', '0xffffffff'),
    ),
    payload: damaged(payload),
    reply: damaged(reply),
    packet: damaged(`2101000012000051${payload}`),
    why: fc.string({ unit: 'binary' }),
    refusal: fc.record({ rule: fc.string(), status: fc.string(), bytes: place }),
  }),
);

describe.runIf(TSHARK)('tshark', () => {
  // One start for many cases: each is a packet, and those at fault are shown.
  test('reads damaged descriptors and calls that nobody would make', () => {
    const events = fc.sample(fc.oneof(carrying, invented), 600);
    const recording = recordingOf(events.map((event, seq) => ({ ...event, seq })));
    expect(fieldsOf(recording, `!(${SOUND})`, ['ffa.call', 'frame.number', '_ws.expert.message'])).toEqual(
      [],
    );
  });

  test('reads damaged messages of Gunyah', () => {
    const events = fc.sample(damagedMessage, 600);
    const recording = recordingOf(events.map((event, seq) => ({ ...event, seq })));
    expect(
      fieldsOf(recording, `!(${SOUND_MESSAGES})`, ['gunyah.call', 'frame.number', '_ws.expert.message']),
    ).toEqual([]);
  });

  test.each([
    [20, 0],
    [24, 89],
    [31, 89],
    [40, 89],
    [60, 89],
    [120, 89],
    [190, 89],
    [200, 89],
    [215, 89],
    [230, 89],
    [260, 89],
    [300, 89],
    [1000, 89],
  ])('reads packets of which %d bytes are left', (length, understood) => {
    const capture = cutTo(exportedBytes('pcapng', readFileSync(CAPTURES[2]!, 'utf8')), length);
    expect(tsharkOf(capture, '-Y', SOUND).split('\n').length - 1).toBe(understood);
  });
});
