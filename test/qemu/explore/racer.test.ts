import { expect, test } from 'vitest';
import { SparseMemory } from '../../../src/core/memory/physical-memory.ts';
import { racingStores, replayFirst } from '../../../src/node/qemu/explore/racer.ts';

test.each([
  [
    'words that name pages name the pages beside them, and what they named',
    [0x8001, 0x4040_2000, 0, 1, 0x4040_5000],
    [
      [0x5004, 0x4040_3000],
      [0x5010, 0x4040_4000],
      [0x5004, 0x4040_2000],
      [0x5010, 0x4040_5000],
    ],
  ],
  [
    'the first word changes where none names a page',
    [0x8001, 2],
    [
      [0x5000, 0x8000],
      [0x5000, 0x8001],
    ],
  ],
])('in a race %s', (_, words, stores) => {
  const made = racingStores(5, Uint32Array.from(words));

  expect(made.map(({ address, word }) => [address, word])).toEqual(stores);
});

test('the first who reads a page finds what was read before, everybody else what is there', () => {
  const memory = new SparseMemory(8);
  memory.write(3, Uint32Array.of(1, 2), 2);
  const read = (page: number) => {
    const into = new Uint32Array(2);
    memory.read(page, into, 2);
    return [...into];
  };

  const end = replayFirst(memory, 3, Uint32Array.of(8, 9, 10));

  expect([read(2), read(3), read(3)]).toEqual([
    [0, 0],
    [8, 9],
    [1, 2],
  ]);
  end();
  expect(read(3)).toEqual([1, 2]);
});
