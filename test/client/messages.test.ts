import { describe, expect, test } from 'vitest';
import type { UuidWords } from '../../src/core/abi/uuid.ts';
import { callsOf, ERROR, ready, says, success } from './ready.ts';

const VAULT = 0x8001;
const UUID: UuidWords = [0x1111_1111, 0x2222_2222, 0x3333_3333, 0x4444_4444];
const RESPONSE = says(0x8400_0070, 0x8001_0007, 0, 42);
const RESPONSE2 = says(
  0xc400_008e,
  0x8001_0007,
  0,
  0,
  ...Array.from({ length: 14 }, (_, index) => (BigInt(index) << 40n) + 1n),
);
const INTERRUPT = says(0x8400_0062, 0x8001_0003);
const YIELD = says(0x8400_006c, 0x8001_0003);

describe('G8: a direct request to a service', () => {
  test('carries its UUID in x2 and x3 and fourteen values from x4 on, and returns fourteen', () => {
    const { ffa, machine } = ready([RESPONSE2]);
    const data = Array.from({ length: 14 }, (_, index) => 0xfedc_0000_0000_0000n + BigInt(index));

    const answer = machine.run(ffa.directRequest2(VAULT, UUID, data));

    expect(answer).toEqual(Array.from({ length: 14 }, (_, index) => (BigInt(index) << 40n) + 1n));
    expect([...machine.calls[0]!]).toEqual([
      ...[0xc400_008d, 0, 0x7_8001, 0],
      ...UUID,
      ...Array.from({ length: 14 }, (_, index) => [index, 0xfedc_0000]).flat(),
    ]);
  });

  test('carries no more', () => {
    const { ffa, machine } = ready([]);

    expect(() => machine.run(ffa.directRequest2(VAULT, UUID, new Array(15).fill(0)))).toThrow(
      'this message carries 14 values, not 15',
    );
  });

  test.each([
    ['a response of the first kind', says(0xc400_0070), 'was answered with FFA_MSG_SEND_DIRECT_RESP_64'],
    ['a refusal', says(ERROR, 0, 0xffff_fffe), 'FFA_MSG_SEND_DIRECT_REQ2: INVALID_PARAMETERS'],
  ])('is not content with %s', (_, answer, message) => {
    const { ffa, machine } = ready([answer]);

    expect(() => machine.run(ffa.directRequest2(VAULT, UUID))).toThrow(message);
  });

  test('is answered in its kind', () => {
    const { ffa, machine } = ready([
      says(0xc400_008d, 0x0003_0007, 0x2222_2222_1111_1111n, 0n, 5n, 6n),
      says(0x8400_006f, 0x0003_0007, 0, 9),
      success,
    ]);

    const first = machine.run(ffa.wait());
    const second = machine.run(ffa.respond(first, [7]));
    machine.run(ffa.respond(second, [8]));

    expect([first.kind, first.sender, ...first.data.slice(0, 3)]).toEqual(['request2', 3, 5n, 6n, 0n]);
    expect(second.kind).toBe('request');
    expect([...machine.calls[1]!.slice(0, 10)]).toEqual([0xc400_008e, 0, 0x7_0003, 0, 0, 0, 0, 0, 7, 0]);
    expect([...machine.calls[2]!.slice(0, 8)]).toEqual([0x8400_0070, 0, 0x7_0003, 0, 0, 0, 8, 0]);
  });
});

test('processor time without a request is no request', () => {
  const { ffa, machine } = ready([says(0x8400_006d, 0x8001_0003)]);

  expect(machine.run(ffa.wait()).kind).toBe('run');
});

describe('a partition that stops before it has answered', () => {
  test.each([
    ['interrupted', [INTERRUPT]],
    ['yielding', [YIELD]],
    ['both, and again', [INTERRUPT, YIELD, INTERRUPT]],
  ])('%s: is run until it has', (_, stops) => {
    const { ffa, machine } = ready([...stops, RESPONSE]);

    expect(machine.run(ffa.directRequest(VAULT))).toEqual([42, 0, 0, 0, 0]);
    expect(callsOf(machine)).toEqual([
      [0x8400_006f, 0x7_8001, 0, 0, 0, 0],
      ...stops.map(() => [0x8400_006d, 0x8001_0003, 0, 0, 0, 0]),
    ]);
  });

  test('serving a request to a service, too', () => {
    const { ffa, machine } = ready([YIELD, RESPONSE2]);

    expect(machine.run(ffa.directRequest2(VAULT, UUID))).toHaveLength(14);
  });

  test('and dies meanwhile', () => {
    const { ffa, machine } = ready([YIELD, says(ERROR, 0, 0xffff_fff8)]);

    expect(() => machine.run(ffa.directRequest(VAULT))).toThrow('FFA_MSG_SEND_DIRECT_REQ_32: ABORTED');
  });
});

test('FFA_YIELD returns when the partition is run again', () => {
  const { ffa, machine } = ready([success]);

  machine.run(ffa.yield());

  expect(callsOf(machine)).toEqual([[0x8400_006c, 0, 0, 0, 0, 0]]);
});

test('FFA_RUN returns how the processor came back', () => {
  const { ffa, machine } = ready([YIELD]);

  expect(machine.run(ffa.run(VAULT, 3))[0]).toBe(0x8400_006c);
  expect(callsOf(machine)).toEqual([[0x8400_006d, 0x8001_0003, 0, 0, 0, 0]]);
});
