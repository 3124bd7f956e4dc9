import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FileRam } from '../../src/node/ram/file-ram.ts';
import { copyIn, copyOut, GRAIN, STRETCH } from '../../src/node/ram/ram-extents.ts';
import '../seed.ts';

const BASE = 0x4000_0000;
const BYTES = 2 * STRETCH + 3 * GRAIN;

function memory(): FileRam {
  const ram = FileRam.anonymous(BASE, BYTES);
  onTestFinished(() => ram.close());
  return ram;
}

/** Memory with a byte at some offsets. */
function memoryWith(offsets: readonly number[]): FileRam {
  const ram = memory();
  for (const offset of offsets) ram.write(BASE + offset, Uint8Array.of(0xa5), 0, 1);
  return ram;
}

function copied(ram: FileRam, bytes = BYTES) {
  const pieces: Uint8Array[] = [];
  const extents = copyOut(ram, bytes, (piece) => pieces.push(Uint8Array.from(piece)));
  return { pieces, extents: [...extents] };
}

describe('what is copied of memory', () => {
  test.each<[what: string, offsets: readonly number[], extents: readonly number[]]>([
    ['nothing of zeros', [], []],
    ['a grain that has a byte', [GRAIN - 1], [0, GRAIN]],
    ['grains side by side, in one piece', [GRAIN, 2 * GRAIN], [GRAIN, 2 * GRAIN]],
    ['grains apart, in two', [0, 2 * GRAIN], [0, GRAIN, 2 * GRAIN, GRAIN]],
    ['no more than a stretch in one piece', [STRETCH - 1, STRETCH], [STRETCH - GRAIN, GRAIN, STRETCH, GRAIN]],
    ['the end', [BYTES - 1], [BYTES - GRAIN, GRAIN]],
  ])('%s', (_what, offsets, extents) => {
    expect(copied(memoryWith(offsets)).extents).toEqual(extents);
  });

  test('is no more than was asked for', () => {
    expect(copied(memoryWith([GRAIN, GRAIN + 100]), GRAIN + 50).extents).toEqual([GRAIN, 50]);
  });
});

test('memory is the same in another place', () => {
  const offset = fc.nat(BYTES - 1);
  fc.assert(
    fc.property(fc.array(offset, { maxLength: 8 }), (offsets) => {
      const ram = memoryWith(offsets);
      const { pieces, extents } = copied(ram);
      const twin = memory();

      copyIn(twin, Float64Array.from(extents), (piece) => piece.set(pieces.shift() ?? []));

      expect(pieces).toEqual([]);
      const [here, there] = [ram, twin].map((each) => {
        const bytes = Buffer.alloc(BYTES);
        each.read(BASE, bytes, 0, BYTES);
        return bytes;
      });
      expect(here!.equals(there!)).toBe(true);
    }),
    { numRuns: 20 },
  );
});
