import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessageHeader, encodeMessageHeader } from '../../src/core/abi/message-header.ts';
import { NIL_UUID, parseUuid, type UuidWords } from '../../src/core/abi/uuid.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { hex, surrounded, VERSIONS } from './support.ts';

const UUID = parseUuid('378daedc-f06b-4446-8314-40ab933c87a3') as UuidWords;
const SHORT = { sender: 1, receiver: 0x8001, offset: 20, size: 3, flags: 0 };
const SHORT_BYTES = hex('00 00 00 00 00 00 00 00 14 00 00 00 01 80 01 00 03 00 00 00');
const LONG = { ...SHORT, offset: 40, uuid: UUID };
const LONG_BYTES = hex(`
  00 00 00 00 00 00 00 00 28 00 00 00 01 80 01 00 03 00 00 00
  00 00 00 00 37 8d ae dc f0 6b 44 46 83 14 40 ab 93 3c 87 a3
`);

describe('message headers', () => {
  test('20 bytes in FF-A 1.1', () => {
    expect(encodeMessageHeader(SHORT, VERSION_1_1)).toEqual(SHORT_BYTES);
    expect(decodeMessageHeader(SHORT_BYTES, VERSION_1_1)).toEqual({ ok: true, value: SHORT });
  });

  test('40 bytes in FF-A 1.2', () => {
    expect(encodeMessageHeader(LONG, VERSION_1_2)).toEqual(LONG_BYTES);
    expect(decodeMessageHeader(LONG_BYTES, VERSION_1_2)).toEqual({ ok: true, value: LONG });
  });

  test('a header without a UUID in FF-A 1.2 addresses no service', () => {
    const { uuid: _, ...nobody } = LONG;
    const bytes = encodeMessageHeader(nobody, VERSION_1_2);
    expect(decodeMessageHeader(bytes, VERSION_1_2)).toEqual({ ok: true, value: { ...LONG, uuid: NIL_UUID } });
  });

  test('QI11: a reader of FF-A 1.2 takes a header of 1.1, and its payload for no UUID', () => {
    const message = new Uint8Array(48).fill(0xee);
    message.set(SHORT_BYTES);
    expect(decodeMessageHeader(message, VERSION_1_2)).toEqual({ ok: true, value: SHORT });
    expect(decodeMessageHeader(SHORT_BYTES, VERSION_1_2)).toEqual({ ok: true, value: SHORT });
  });

  test('QI11: a reader of FF-A 1.1 takes a header of 1.2 without its UUID', () => {
    const { uuid: _, ...known } = LONG;
    expect(decodeMessageHeader(LONG_BYTES, VERSION_1_1)).toEqual({ ok: true, value: known });
  });

  test.each([
    ['19 bytes', SHORT_BYTES.subarray(0, 19), VERSION_1_1, 20],
    ['19 bytes, which tell a reader of FF-A 1.2 nothing', SHORT_BYTES.subarray(0, 19), VERSION_1_2, 40],
    ['39 bytes of a header of FF-A 1.2', LONG_BYTES.subarray(0, 39), VERSION_1_2, 40],
    ['nothing', new Uint8Array(0), VERSION_1_2, 40],
  ])('%s are no header', (_name, bytes, version, length) => {
    const error = { path: 'header', offset: 0, length };
    expect(decodeMessageHeader(bytes, version)).toMatchObject({ ok: false, error });
  });

  test('FF-A 1.0 has none', () => {
    const detail = 'FF-A 1.0 has no indirect message header';
    expect(decodeMessageHeader(SHORT_BYTES, VERSION_1_0)).toMatchObject({ ok: false, error: { detail } });
    expect(() => encodeMessageHeader(SHORT, VERSION_1_0)).toThrow(new TypeError(detail));
  });

  test('what does not fit throws and names the field', () => {
    expect(() => encodeMessageHeader({ ...SHORT, uuid: UUID }, VERSION_1_1)).toThrow(
      new RangeError('uuid: the header of FF-A 1.1 has none'),
    );
    expect(() => encodeMessageHeader({ ...SHORT, size: 2 ** 32 }, VERSION_1_1)).toThrow('size: 4294967296');
  });

  test('reads nothing but its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 48 }), fc.constantFrom(...VERSIONS), (bytes, [, version]) => {
        expect(decodeMessageHeader(surrounded(bytes, 0xff), version)).toEqual(
          decodeMessageHeader(surrounded(bytes, 0), version),
        );
      }),
    );
  });
});
