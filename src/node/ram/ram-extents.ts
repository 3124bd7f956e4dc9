import type { FileRam } from './file-ram.ts';

/** What is copied, and compared with zeros, in one piece. */
export const GRAIN = 0x1_0000;
/** What is read or written at once: whole grains. */
export const STRETCH = 0x40_0000;

const ZEROS = Buffer.alloc(GRAIN);

/** Stretches of memory that are not all zeros: offsets and lengths, one after the other. */
export type Extents = Float64Array;

/**
 * Finds what is not all zeros in the first `bytes` of memory, grain by grain, and hands it on piece by piece, in order. Returns where the pieces
 * are, side by side as one.
 */
export function copyOut(ram: FileRam, bytes: number, put: (piece: Uint8Array) => void): Extents {
  const extents: number[] = [];
  const buffer = Buffer.alloc(STRETCH);
  for (let from = 0; from < bytes; from += STRETCH) {
    const length = Math.min(STRETCH, bytes - from);
    ram.read(ram.base + from, buffer, 0, length);
    for (let at = 0; at < length; ) {
      const end = endOfAlike(buffer, at, length);
      if (!isZero(buffer, at, length)) {
        put(buffer.subarray(at, end));
        extents.push(from + at, end - at);
      }
      at = end;
    }
  }
  return Float64Array.from(extents);
}

/** Puts it into memory that is all zeros. `take` fills a buffer with what comes next. */
export function copyIn(ram: FileRam, extents: Extents, take: (piece: Uint8Array) => void): void {
  const buffer = Buffer.alloc(STRETCH);
  for (let index = 0; index < extents.length; index += 2) {
    const [from = 0, length = 0] = extents.subarray(index, index + 2);
    take(buffer.subarray(0, length));
    ram.write(ram.base + from, buffer, 0, length);
  }
}

/** Where the grains end that are like the one at `at`: zero, or not. */
function endOfAlike(buffer: Buffer, at: number, length: number): number {
  const zero = isZero(buffer, at, length);
  let end = at + GRAIN;
  while (end < length && isZero(buffer, end, length) === zero) end += GRAIN;
  return Math.min(end, length);
}

function isZero(buffer: Buffer, at: number, length: number): boolean {
  const end = Math.min(at + GRAIN, length);
  return buffer.compare(ZEROS, 0, end - at, at, end) === 0;
}
