/** Events that are kept packed come out as they went in. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../src/core/decode/recorded-event.ts';
import { EventLog } from '../../src/core/timeline/event-log.ts';
import { played } from './support.ts';

function logOf(events: readonly RecordedEvent[]): EventLog {
  const log = new EventLog();
  for (const event of events) log.push(event);
  return log;
}

const bytes = fc.uint8Array({ maxLength: 300 });
const frame = fc
  .array(fc.oneof(fc.constant(0), fc.nat(), fc.constant(0xffff_ffff)), { maxLength: 36 })
  .map((words) => Uint32Array.from({ length: 36 }, (_, at) => words[at] ?? 0));
/** As numbers are written in hex, and as they might be. */
const hex = fc.oneof(
  fc.bigInt(0n, 2n ** 64n - 1n).map((value) => `0x${value.toString(16)}`),
  fc.constantFrom(
    '0x0',
    '0x00',
    '0xAB',
    '0xfffffffffffff',
    '0x10000000000000',
    '0x1.8',
    '0x',
    '0xg',
    '0b1',
    '',
  ),
);
const amount = fc.oneof(
  fc.nat(300),
  fc.maxSafeNat(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }),
  fc.constant(-0),
);
const text = fc.oneof(fc.string(), fc.constantFrom('os', 'vault', '__proto__'));
/** Objects are as readers make them. */
const PLAIN = { noNullPrototype: true } as const;
const common = { seq: amount, caller: text, cpu: amount };

/** Of every kind; what need not be there is missing now and then, or is undefined. */
const event: fc.Arbitrary<RecordedEvent> = fc.oneof(
  fc.record(
    {
      ...{ kind: fc.constant('call' as const), ...common, at: amount, in: frame },
      out: fc.option(frame, { nil: undefined }),
      next: text,
      tx: fc.option(bytes, { nil: undefined }),
      rx: fc.option(bytes, { nil: undefined }),
      refusal: fc.record(
        { rule: text, status: text, bytes: fc.record({ offset: amount, length: amount }, PLAIN) },
        PLAIN,
      ),
      changes: fc.array(fc.record({ change: text, party: text, address: hex, pages: amount }, PLAIN), {
        maxLength: 3,
      }),
      injected: fc.constant(true as const),
    },
    { requiredKeys: ['kind', 'seq', 'caller', 'cpu', 'in', 'out', 'tx', 'rx', 'changes'], ...PLAIN },
  ),
  fc.record(
    {
      ...{ kind: fc.constant('fault' as const), ...common, access: text, address: hex, fault: text },
      page: fc.record(
        { owner: text, held: fc.record({ kind: text, handle: hex, since: amount }, PLAIN) },
        PLAIN,
      ),
    },
    { requiredKeys: ['kind', 'seq', 'caller', 'cpu', 'access', 'address', 'fault'], ...PLAIN },
  ),
  fc.record({ kind: fc.constant('drop' as const), ...common, packet: bytes, why: text }, PLAIN),
);

describe('a log of events', () => {
  test.each(['three-worlds', 'gunyah', 'both', 'linux-driver', 'guests'])(
    'has those of a machine as they were: %s',
    async (machine) => {
      const { events } = await played(`machines/${machine}.yaml`);

      expect([...logOf(events)]).toStrictEqual(events);
    },
  );

  test('has any events as they were, in any order', () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const log = logOf(events);

        for (const number of [...events.keys()].reverse())
          expect(log.get(number)).toStrictEqual(events[number]);
      }),
    );
  });

  test('has what goes beyond a block, and what is larger than one', () => {
    const drop = (length: number, seq: number): RecordedEvent => ({
      ...{ kind: 'drop', seq, caller: 'vm', cpu: 0, why: 'too long' },
      packet: new Uint8Array(length).fill(seq),
    });
    const lengths = [5, 400_000, 700_000, 3, 3_000_000, 7, 2 ** 20, 1];

    const log = logOf(lengths.map(drop));

    const seen = [...log].flatMap((event) =>
      event.kind === 'drop' ? [[event.packet.length, event.packet.every((byte) => byte === event.seq)]] : [],
    );
    expect(seen).toEqual(lengths.map((length) => [length, true]));
  });

  test.each([-1, 2, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('has none with the number %s', (number) => {
    const log = logOf([
      { kind: 'abort', seq: 1, caller: 'os', cpu: 0, changes: [] },
      { kind: 'abort', seq: 2, caller: 'vm', cpu: 0, changes: [] },
    ]);

    expect(log.get(number)).toBeUndefined();
  });

  test('takes nothing that no event has', () => {
    const log = new EventLog();

    for (const strange of [null, false, 1n, () => 1, new Map()])
      expect(() => log.push(strange as never)).toThrow(TypeError);
  });
});
