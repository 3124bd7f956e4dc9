import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeFrame, type Frame, FrameReader, MOST_FRAME_BYTES } from '../../src/node/serve/wire/frames.ts';

const ASKED: Frame = { verb: 3, cookie: 0x0a0b_0c0d, code: 0, message: Uint8Array.of(1, 2, 3) };
const ANSWERED: Frame = { verb: 0x8003, cookie: 1, code: -13, message: new Uint8Array() };

/** All frames of a stream that arrives in these pieces. */
function framesOf(pieces: readonly Uint8Array[]): unknown[] {
  const reader = new FrameReader();
  const frames: unknown[] = [];
  for (const piece of pieces) {
    reader.push(piece);
    for (let frame = reader.next(); frame !== undefined; frame = reader.next()) {
      frames.push('broken' in frame ? frame : { ...frame, message: Uint8Array.from(frame.message) });
      if ('broken' in frame) return frames;
    }
  }
  return frames;
}

function header(length: number, reserved = 0): Uint8Array {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(length, 0);
  bytes.writeUInt16LE(5, 4);
  bytes.writeUInt16LE(reserved, 6);
  bytes.writeUInt32LE(9, 8);
  return bytes;
}

test.each([
  ['a question', ASKED, '13000000 0300 0000 0d0c0b0a 00000000 010203'],
  ['an answer', ANSWERED, '10000000 0380 0000 01000000 f3ffffff'],
])('%s has the bytes of the page', (_name, frame, hex) => {
  expect(Buffer.from(encodeFrame(frame)).toString('hex')).toBe(hex.replaceAll(' ', ''));
});

describe('a stream', () => {
  const STREAM = Buffer.concat([encodeFrame(ASKED), encodeFrame(ANSWERED), encodeFrame(ASKED)]);

  test('has the same frames wherever it is cut in two', () => {
    for (let cut = 0; cut <= STREAM.length; cut++)
      expect(framesOf([STREAM.subarray(0, cut), STREAM.subarray(cut)])).toEqual([ASKED, ANSWERED, ASKED]);
  });

  test('has the same frames in any pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(STREAM.length)), (cuts) => {
        const ends = [...cuts, STREAM.length].sort((left, right) => left - right);
        const pieces = ends.map((end, index) => STREAM.subarray(ends[index - 1] ?? 0, end));
        expect(framesOf(pieces)).toEqual([ASKED, ANSWERED, ASKED]);
      }),
    );
  });

  test('has no frame before its last byte', () => {
    expect(framesOf([encodeFrame(ASKED).subarray(0, -1)])).toEqual([]);
  });

  test.each([
    ['shorter than its header', header(15), 'length'],
    ['of no length', header(0), 'length'],
    ['longer than any', header(MOST_FRAME_BYTES + 1), 'length'],
    ['with something in what is not used', header(16, 1), 'reserved'],
  ])('ends with a frame %s, as soon as that is known', (_name, bytes, broken) => {
    expect(framesOf([encodeFrame(ASKED), bytes])).toEqual([ASKED, { broken, verb: 5, cookie: 9 }]);
  });

  test('has frames as long as they may be, and nobody writes longer ones', () => {
    const message = new Uint8Array(MOST_FRAME_BYTES - 16);
    expect(framesOf([encodeFrame({ ...ASKED, message })])).toEqual([{ ...ASKED, message }]);
    expect(() => encodeFrame({ ...ASKED, message: new Uint8Array(message.length + 1) })).toThrow(RangeError);
  });
});
