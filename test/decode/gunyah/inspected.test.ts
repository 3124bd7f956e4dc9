/** Packets and payloads field by field, and what is said of those that are dropped. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inspect } from '../../../src/core/decode/inspect.ts';
import { inspectionJson } from '../../../src/core/decode/inspection-json.ts';
import { readInput } from '../../../src/core/decode/read-input.ts';
import { MESSAGES } from '../../../src/core/gunyah/wire/messages.ts';
import { hex } from '../../abi/support.ts';
import { xxdOf } from '../support.ts';

/** MEM_LEND of one page to VM 45, for reading and writing, under label 9: a packet with sequence number 7. */
const HEADER = '21 01 0700 12000051';
const PAYLOAD =
  '00 00 00 00 09000000  0100 0000 2d00 06 00  0100 0000 0000204000000000 0010000000000000  0000 0000';
const LEND = hex(`${HEADER} ${PAYLOAD}`);
const MEM_LEND = 0x5100_0012;

/** The header of a packet: type and continuations, sequence number, first byte. */
function header(fragments: number, sequence = 7, version = 0x21): Uint8Array {
  return Uint8Array.of(version, fragments, sequence, 0, 0x12, 0, 0, 0x51);
}

function filled(head: Uint8Array, length = 232): Uint8Array {
  return Uint8Array.of(...head, ...new Array<number>(length).fill(0));
}

/** Ids of the broken rules with their places. */
function brokenIn(bytes: Uint8Array): readonly string[] {
  return inspect(bytes, { call: 'rm-packet' }).broken.map(
    ({ rule, offset, length }) => `${rule.id} ${offset}+${length}`,
  );
}

describe('a packet', () => {
  test('is known by its first byte and its message id', () => {
    const { kind, version, reasons, valid } = inspect(LEND);
    expect({ kind, version, valid }).toEqual({ kind: 'rm-packet', version: undefined, valid: true });
    expect(reasons).toEqual([
      'rm-packet: byte 0 is 0x21, and bytes 4..7 are the id of MEM_LEND',
      'one packet of MEM_LEND',
    ]);
  });

  test('is no packet for who says which FF-A version it has', () => {
    expect(inspect(LEND, { version: 0x1_0001 }).kind).not.toBe('rm-packet');
  });

  test('is explained byte by byte', () => {
    const shown = inspect(LEND).fields.map(({ path, offset, length, value }) => [
      path,
      offset,
      length,
      value,
    ]);
    expect(shown).toEqual([
      ['packets[0].version', 0, 1, '0x21'],
      ['packets[0].fragments', 1, 1, '0x01'],
      ['packets[0].sequence', 2, 2, '7'],
      ['packets[0].id', 4, 4, '0x51000012'],
      ['type', 8, 1, '0x00'],
      ['reserved1', 9, 1, '0x0'],
      ['flags', 10, 1, '0x00'],
      ['reserved3', 11, 1, '0x0'],
      ['label', 12, 4, '0x9'],
      ['acl.count', 16, 2, '1'],
      ['acl.reserved', 18, 2, '0x0'],
      ['acl[0].vmid', 20, 2, '0x002d'],
      ['acl[0].rights', 22, 1, '0x06'],
      ['acl[0].reserved', 23, 1, '0x0'],
      ['regions.count', 24, 2, '1'],
      ['regions.reserved', 26, 2, '0x0'],
      ['regions[0].base', 28, 8, '0x40200000'],
      ['regions[0].size', 36, 8, '0x1000'],
      ['attributes.count', 44, 2, '0'],
      ['attributes.reserved', 46, 2, '0x0'],
    ]);
  });

  test('is read out of dumps', () => {
    const input = readInput(xxdOf(LEND));
    expect(input.ok && inspect(input.pieces[0]!.bytes).kind).toBe('rm-packet');
  });

  test('in a slot of 240 bytes may be followed by zeros', () => {
    const slot = new Uint8Array(240);
    slot.set(LEND);
    expect(brokenIn(slot)).toEqual([]);
    slot[239] = 1;
    expect(brokenIn(slot)).toEqual(['rm-message/bytes-left-over 48+192']);
  });

  test.each([
    ['short', header(1).slice(0, 7), 'rm-packet/short 0+7'],
    ['of another version', filled(header(1, 7, 0x22)), 'rm-packet/version 0+8'],
    ['of another header length', filled(header(1, 7, 0x31)), 'rm-packet/version 0+8'],
    ['of 63 continuations', filled(header(0xfd)), 'rm-packet/continuations 0+8'],
    ['a continuation of nothing', filled(header(4)), 'rm-packet/nothing-open 0+8'],
    ['alone, and not whole', filled(header(5)), 'rm-packet/unfinished 240+0'],
  ])('%s is not served: the rule and its place', (_name, bytes, broken) => {
    expect(brokenIn(bytes)).toEqual([broken]);
  });

  test('of a request that nobody serves says so', () => {
    expect(brokenIn(hex('21 01 0700 99000051'))).toEqual(['rm-message/unknown 4+4']);
  });
});

/** MEM_LEND of 20 pages: 352 bytes of payload, so that a region is spread over both packets. */
function twoPackets(): Uint8Array {
  const regions = Array.from({ length: 20 }, (_, index) => {
    const base = (0x4020_0000 + index * 0x2000).toString(16).match(/../g)!.reverse().join('');
    return `${base}00000000 0010000000000000`;
  });
  const payload = hex(`00 00 00 00 09000000  0100 0000 2d00 06 00  1400 0000 ${regions.join(' ')} 0000 0000`);
  return Uint8Array.of(...header(5), ...payload.slice(0, 232), ...header(4), ...payload.slice(232));
}

describe('several packets', () => {
  test('are one message, and a field over two of them is shown twice', () => {
    const { reasons, valid, fields } = inspect(twoPackets());
    expect(valid).toBe(true);
    expect(reasons[1]).toBe('2 packets of MEM_LEND');
    expect(
      fields
        .filter(({ path }) => path === 'regions[13].base')
        .map(({ offset, length, value, raw }) => [offset, length, value, raw]),
    ).toEqual([
      [236, 4, '0x4021a000', '00a02140'],
      [248, 4, 'continued', '00000000'],
    ]);
  });

  test('a rule that is broken over two of them has a place over both', () => {
    const bytes = twoPackets();
    bytes[236] = 1;
    expect(brokenIn(bytes)).toEqual(['rm-region/unaligned 236+16']);
  });

  test.each([
    ['a foreign sequence number', 7 + 235, 9, ['rm-packet/foreign 240+8', 'rm-packet/unfinished 240+0']],
    ['a foreign id', 4 + 240, 0x13, ['rm-packet/foreign 240+8', 'rm-packet/unfinished 240+0']],
    ['another count', 1 + 240, 8, ['rm-packet/foreign 240+8', 'rm-packet/unfinished 240+0']],
  ])('%s in the second', (_name, at, value, broken) => {
    const bytes = twoPackets();
    bytes[at] = value;
    expect(brokenIn(bytes)).toEqual(broken);
  });

  test('a first packet in the middle throws the open message away', () => {
    const bytes = Uint8Array.of(...filled(header(5)), ...LEND);
    expect(brokenIn(bytes)).toEqual(['rm-packet/interrupted 240+8', 'rm-packet/unfinished 240+0']);
  });

  test('put together behind the first header are one message, too', () => {
    const whole = twoPackets();
    const together = Uint8Array.of(...whole.slice(0, 240), ...whole.slice(248));
    const { reasons, valid } = inspect(together);
    expect([reasons[1], valid]).toEqual(['one message, put together behind its first header', true]);
  });
});

describe('a payload', () => {
  test('is that of the message that is named', () => {
    const { kind, reasons, fields, valid } = inspect(hex(PAYLOAD), { call: 'rm-message', message: MEM_LEND });
    expect({ kind, valid }).toEqual({ kind: 'rm-message', valid: true });
    expect(reasons).toEqual(['rm-message: as given', 'the payload of MEM_LEND']);
    expect(fields.at(0)).toMatchObject({ path: 'type', offset: 0 });
  });

  test.each([
    ['a refusal', '0b000000', ['error']],
    ['a handle', '00000000 02000000', ['error', 'handle']],
  ])('of an answer: %s', (_name, bytes, paths) => {
    const { fields, valid } = inspect(hex(bytes), { call: 'rm-reply', message: MEM_LEND });
    expect(valid).toBe(true);
    expect(fields.map(({ path }) => path)).toEqual(paths);
  });

  test('of an answer that is cut off is incomplete', () => {
    const { faults } = inspect(hex('00000000 0200'), { call: 'rm-reply', message: MEM_LEND });
    expect(faults).toMatchObject([{ path: 'header', offset: 0, length: 8 }]);
  });

  test('of an answer with places has as many as it counts', () => {
    const reply = hex('00000000 0100 01 00 0000008000000000 0010000000000000');
    const { fields } = inspect(reply, { call: 'rm-reply', message: 0x5100_0011 });
    expect(fields.map(({ path }) => path)).toContain('entries[0].base');
  });

  test('of a request for addresses has ranges of the kind that it asks for', () => {
    const fixed = hex('00 00 0000 04000000 0000000000000000 0100 0000 0000200000000000 0010000000000000');
    const ipa = { call: 'rm-message', message: 0x5600_00b0 } as const;
    expect(inspect(fixed, ipa)).toMatchObject({ valid: true });
    expect(inspect(fixed, ipa).fields.map(({ path }) => path)).toContain('ranges[0].size');
  });

  test('of a VM that ended says why', () => {
    const exited = hex('8000 0300 04000000 6f6f7073');
    const { fields } = inspect(exited, { call: 'rm-message', message: 0x5610_0001 });
    expect(fields.at(-1)).toMatchObject({ path: 'reason', length: 4 });
  });
});

test('as JSON there is no version, and the error stands for the status', () => {
  const spoiled = LEND.slice();
  spoiled[22] = 2;
  const { version, kind, broken } = inspectionJson(inspect(spoiled));
  expect({ version, kind }).toEqual({ version: undefined, kind: 'rm-packet' });
  expect(broken).toEqual([
    {
      rule: 'rm-create/rights',
      status: 'ARGUMENT_INVALID',
      offset: 22,
      length: 1,
      message: 'acl[0].rights = 0x02. Required: Rights are R (4), RX (5), RW (6) or RWX (7).',
      fix: 'Add the right to read.',
    },
  ]);
});

const anyMessage = fc.constantFrom(...MESSAGES.map(({ id }) => id), 0x5100_0099);
const packets = fc
  .array(fc.tuple(fc.nat(255), fc.nat(3), fc.uint8Array({ maxLength: 232 })), { maxLength: 4 })
  .map((list) =>
    Uint8Array.from(list.flatMap(([fragments, sequence, rest]) => [...header(fragments, sequence), ...rest])),
  );

test.each(['rm-packet', 'rm-message', 'rm-reply'] as const)(
  '%s: any bytes are explained to the last',
  (call) => {
    fc.assert(
      fc.property(fc.oneof(packets, fc.uint8Array({ maxLength: 300 })), anyMessage, (bytes, message) => {
        const { fields, broken, faults } = inspect(bytes, { call, message });
        expect(fields.map(({ raw }) => raw).join('')).toBe(Buffer.from(bytes).toString('hex'));
        for (const { offset, length } of broken) expect(offset + length).toBeLessThanOrEqual(bytes.length);
        expect(faults.every(({ detail }) => detail !== '')).toBe(true);
      }),
      { numRuns: 1000 },
    );
  },
);
