import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Assembler, type Envelope, PACKET_TYPE, packetsOf } from '../../../src/core/gunyah/wire/packet.ts';

const { CONTINUATION, REQUEST, REPLY } = PACKET_TYPE;
const ID = 0x5100_0012;

function bytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index % 251);
}

function request(length: number, sequence = 7): Envelope {
  return { type: REQUEST, sequence, id: ID, payload: bytes(length) };
}

/** A packet by the bytes of its header: version, type with continuations, sequence, id; then a payload. */
function packet(
  first: number,
  fragments: number,
  sequence: number,
  id: number,
  payload = bytes(4),
): Uint8Array {
  const low = [sequence & 0xff, sequence >> 8, id & 0xff, (id >> 8) & 0xff, (id >> 16) & 0xff, id >>> 24];
  return Uint8Array.of(first, fragments, ...low, ...payload);
}

describe('a message becomes packets', () => {
  test('with a header that says version, type, continuations, sequence and id', () => {
    const packets = packetsOf({
      type: REPLY,
      sequence: 0x1234,
      id: 0x5100_0012,
      payload: Uint8Array.of(0, 0, 0, 0),
    });

    expect(packets).toEqual([Uint8Array.of(0x21, 0x02, 0x34, 0x12, 0x12, 0x00, 0x00, 0x51, 0, 0, 0, 0)]);
  });

  test.each([
    ['nothing', 0, [8]],
    ['what just fits', 232, [240]],
    ['one byte more', 233, [240, 9]],
    ['two full packets', 464, [240, 240]],
    ['512 regions and one borrower', 8212, [...new Array(35).fill(240), 100]],
    ['the most there can be', 14616, new Array(63).fill(240)],
  ])('%s', (_name, length, sizes) => {
    const packets = packetsOf(request(length));

    expect(packets.map((each) => each.length)).toEqual(sizes);
    expect(packets.map((each) => each[1])).toEqual(
      packets.map((_, index) => ((packets.length - 1) << 2) | (index === 0 ? REQUEST : CONTINUATION)),
    );
  });

  test('and one byte more than that is an error of the sender', () => {
    expect(() => packetsOf(request(14617))).toThrow('a message has at most 14616 bytes, not 14617');
  });
});

describe('packets become a message', () => {
  test('that is the one that was sent, whatever its length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1000 }), fc.nat(0xffff), (payload, sequence) => {
        const assembler = new Assembler();
        const sent = { type: REQUEST, sequence, id: ID, payload };

        const taken = packetsOf(sent).map((each) => assembler.take(each));

        expect(taken.pop()).toEqual(sent);
        expect(taken.every((each) => each === undefined)).toBe(true);
      }),
    );
  });

  test('a new first packet throws an unfinished message away', () => {
    const assembler = new Assembler();
    const [first = bytes(0), second = bytes(0)] = packetsOf(request(300, 1));
    const [whole = bytes(0)] = packetsOf(request(4, 2));

    expect(assembler.take(first)).toBeUndefined();
    expect(assembler.take(whole)).toEqual(request(4, 2));
    expect(assembler.take(second)).toBe('a continuation of nothing');
  });

  test.each([
    ['of seven bytes', bytes(7), 'shorter than a header'],
    ['of 241 bytes', packet(0x21, 1, 7, ID, bytes(233)), 'longer than a packet'],
    ['of version 2', packet(0x22, 1, 7, ID), 'of another version or header length'],
    ['with a header of three words', packet(0x31, 1, 7, ID), 'of another version or header length'],
    ['with 63 continuations', packet(0x21, (63 << 2) | 1, 7, ID), 'too many continuations'],
    ['of another sequence', packet(0x21, 1 << 2, 8, ID), 'a continuation of something else'],
    ['of another message', packet(0x21, 1 << 2, 7, ID + 1), 'a continuation of something else'],
    ['with another count', packet(0x21, 2 << 2, 7, ID), 'a continuation of something else'],
  ])('a packet %s is dropped, and the message it came into goes on', (_name, intruder, why) => {
    const assembler = new Assembler();
    const [first = bytes(0), second = bytes(0)] = packetsOf(request(300));
    assembler.take(first);

    expect(assembler.take(intruder)).toBe(why);
    expect(assembler.take(second)).toEqual(request(300));
  });

  test('what was taken stays as it was when the packet is written over', () => {
    const assembler = new Assembler();
    const [only = bytes(0)] = packetsOf(request(4));
    const taken = assembler.take(only);

    only.fill(0xff);

    expect(taken).toEqual(request(4));
  });

  test('what was put together stays as it was when the message goes on otherwise from a copy', () => {
    const assembler = new Assembler();
    const [first = bytes(0), second = bytes(0)] = packetsOf(request(300));
    assembler.take(first);
    const saved = assembler.save();
    const taken = assembler.take(second);

    assembler.restore(saved);
    const other = assembler.take(second.slice().fill(0xff, 8));

    expect(taken).toEqual(request(300));
    expect(other).toMatchObject({ payload: Uint8Array.of(...bytes(232), ...new Uint8Array(68).fill(0xff)) });
  });

  test('no packets at all make it throw', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (packets) => {
        const assembler = new Assembler();
        for (const each of packets) assembler.take(each);
      }),
    );
  });
});
