import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PAGE_SIZE, PAGE_WORDS } from '../../src/core/memory/pages.ts';
import { SparseMemory } from '../../src/core/memory/physical-memory.ts';

/** Words that differ from each other and from those of other seeds. */
function words(seed: number, count = PAGE_WORDS): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => seed * 0x1_0000 + index + 1);
}

function read(memory: SparseMemory, page: number, count = PAGE_WORDS): number[] {
  const into = new Uint32Array(PAGE_WORDS);
  expect(memory.read(page, into, count)).toBe(true);
  return [...into.subarray(0, count)];
}

function padded(part: Uint32Array): number[] {
  return [...part, ...new Array<number>(PAGE_WORDS - part.length).fill(0)];
}

describe('words', () => {
  test('pages never written read as zero, wherever they are', () => {
    const memory = new SparseMemory(2 ** 36);
    for (const page of [0, 511, 512, 2 ** 18, 2 ** 31, 2 ** 32, 2 ** 36 - 1])
      expect(read(memory, page)).toEqual(new Array(PAGE_WORDS).fill(0));
  });

  test.each([1, 2, 47, 48, 49, 1023, 1024])(
    '%i words written are read, and the rest of the page is cleared',
    (count) => {
      const memory = new SparseMemory(10);
      memory.write(3, words(9), PAGE_WORDS);

      expect(memory.write(3, words(1), count)).toBe(true);

      expect(read(memory, 3)).toEqual(padded(words(1).subarray(0, count)));
      expect(read(memory, 3, count)).toEqual([...words(1).subarray(0, count)]);
    },
  );

  test.each([5, 48, 49, 200])('%i words of a page in a longer buffer: its other pages stay', (count) => {
    const memory = new SparseMemory(10);
    const from = words(1, 3 * PAGE_WORDS);
    const into = words(2, 3 * PAGE_WORDS);

    memory.write(0, from.subarray(PAGE_WORDS, 2 * PAGE_WORDS), count);
    memory.read(0, into.subarray(2 * PAGE_WORDS), count);

    const copied = from.subarray(PAGE_WORDS, PAGE_WORDS + count);
    expect(read(memory, 0)).toEqual(padded(copied));
    expect([...into.subarray(0, 2 * PAGE_WORDS)]).toEqual([...words(2, 2 * PAGE_WORDS)]);
    expect([...into.subarray(2 * PAGE_WORDS, 2 * PAGE_WORDS + count)]).toEqual([...copied]);
  });

  test('a page never written clears what is read into, and only that', () => {
    const into = words(1);
    new SparseMemory(1).read(0, into, 3);
    expect([...into]).toEqual([0, 0, 0, ...words(1).subarray(3)]);
  });

  test('a buffer that was read or written stays its owner’s', () => {
    const memory = new SparseMemory(1);
    const buffer = words(1);
    memory.write(0, buffer, PAGE_WORDS);
    buffer.fill(7);
    const out = new Uint32Array(PAGE_WORDS);
    memory.read(0, out, PAGE_WORDS);
    out.fill(8);
    expect(read(memory, 0)).toEqual([...words(1)]);
  });

  test.each([4, 5, 2 ** 31, 2 ** 32, 2 ** 50])(
    'page %i, behind the last, fails and changes nothing',
    (page) => {
      const memory = new SparseMemory(4);
      const into = words(1);

      expect([memory.read(page, into, 8), memory.write(page, into, 8), memory.zero(page, 1)]).toEqual([
        false,
        false,
        false,
      ]);

      expect([...into]).toEqual([...words(1)]);
      for (let each = 0; each < 4; each++) expect(read(memory, each, 8)).toEqual(new Array(8).fill(0));
    },
  );
});

describe('zero', () => {
  /** Pages in the same and in other nodes of the tree. */
  const WRITTEN = [0, 1, 5, 511, 512, 513, 1023, 1024, 2 ** 18 - 1, 2 ** 18, 2 ** 18 + 700];

  test.each([
    ['one page', 5, 1],
    ['a page never written', 6, 1],
    ['no page', 5, 0],
    ['across 2 MiB', 511, 2],
    ['2 MiB', 512, 512],
    ['across a gigabyte', 2 ** 18 - 1, 2],
    ['from the middle to the middle', 5, 2 ** 18],
    ['all', 0, 2 ** 19],
  ])('%s: the pages in the range and no others', (_name, page, pages) => {
    for (const copied of [false, true]) {
      const memory = new SparseMemory(2 ** 19);
      WRITTEN.forEach((at, index) => {
        memory.write(at, words(index), PAGE_WORDS);
      });
      const saved = copied ? memory.save() : undefined;

      expect(memory.zero(page, pages)).toBe(true);

      WRITTEN.forEach((at, index) => {
        const cleared = at >= page && at < page + pages;
        expect(read(memory, at)).toEqual(cleared ? new Array(PAGE_WORDS).fill(0) : [...words(index)]);
      });
      if (saved === undefined) continue;
      memory.restore(saved);
      WRITTEN.forEach((at, index) => {
        expect(read(memory, at)).toEqual([...words(index)]);
      });
    }
  });

  test('a range that ends behind the last page changes nothing', () => {
    const memory = new SparseMemory(10);
    memory.write(9, words(1), PAGE_WORDS);
    expect(memory.zero(9, 2)).toBe(false);
    expect(read(memory, 9)).toEqual([...words(1)]);
  });

  test.each([
    ['the first', 5, 3, 0],
    ['one in the middle', 3, 6, 2],
    ['the last', 2, 4, 3],
  ])('a range with a page that is away changes nothing: %s', (_name, page, pages, reachable) => {
    const memory = new SparseMemory(10);
    for (let each = 0; each < 10; each++) memory.write(each, words(each), PAGE_WORDS);
    memory.withdraw(5, true);

    expect([memory.reachable(page, pages), memory.zero(page, pages)]).toEqual([reachable, false]);

    memory.withdraw(5, false);
    for (let each = 0; each < 10; each++) expect(read(memory, each)).toEqual([...words(each)]);
    expect([memory.reachable(page, pages), memory.zero(page, pages)]).toEqual([pages, true]);
  });

  test.each([
    ['before the range', [1], 3],
    ['right before it', [4], 3],
    ['right behind it', [8], 3],
    ['two, the later one given away first', [7, 6], 1],
    ['two, the earlier one given away first', [6, 7], 1],
    ['before and inside', [7, 2], 2],
  ])('of pages 5 to 7 those before the first that is away are reachable: %s', (_name, away, reachable) => {
    const memory = new SparseMemory(10);
    for (const page of away) memory.withdraw(page, true);
    expect(memory.reachable(5, 3)).toBe(reachable);
  });

  test('pages behind the last are not reachable', () => {
    const memory = new SparseMemory(10);
    expect([memory.reachable(8, 5), memory.reachable(10, 1), memory.reachable(20, 3)]).toEqual([2, 0, 0]);
  });

  test('of very large memory takes a moment', () => {
    const memory = new SparseMemory(2 ** 30);
    memory.write(2 ** 29, words(1), PAGE_WORDS);
    expect(memory.zero(0, 2 ** 30)).toBe(true);
    expect(read(memory, 2 ** 29, 4)).toEqual([0, 0, 0, 0]);
  });
});

describe('a page that is away', () => {
  test('is neither read nor written, and others are', () => {
    const memory = new SparseMemory(4);
    memory.write(2, words(1), PAGE_WORDS);
    memory.withdraw(2, true);
    const into = words(9);

    expect([memory.read(2, into, 8), memory.write(2, words(2), 8)]).toEqual([false, false]);
    expect([...into]).toEqual([...words(9)]);
    expect([memory.write(1, words(3), 8), read(memory, 1, 8)]).toEqual([true, [...words(3, 8)]]);

    memory.withdraw(2, false);
    expect(read(memory, 2)).toEqual([...words(1)]);
  });

  test('is away again when a copy of that time is restored', () => {
    const memory = new SparseMemory(4);
    memory.withdraw(2, true);
    const saved = memory.save();
    memory.withdraw(2, false);
    memory.withdraw(3, true);

    memory.restore(saved);

    expect([0, 1, 2, 3].map((page) => memory.reachable(page, 1))).toEqual([1, 1, 0, 1]);
  });
});

describe('a page that somebody has mapped', () => {
  test('shows writes to it at once, and what its words are set to is written', () => {
    const memory = new SparseMemory(4);
    const mapped = memory.mapped(3);
    mapped[1023] = 7;

    expect(read(memory, 3)).toEqual([...new Array<number>(1023).fill(0), 7]);
    memory.writeBytes(3 * PAGE_SIZE, Uint8Array.of(1, 2));
    expect(mapped[0]).toBe(0x0201);
  });

  test('has to be one', () => {
    expect(() => new SparseMemory(4).mapped(4)).toThrow('there is no page 0x4');
  });
});

describe('bytes', () => {
  const bytes = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 7 + 1) & 0xff);

  test.each([
    ['at a page', PAGE_SIZE, 10],
    ['inside a page', PAGE_SIZE + 5, 3],
    ['to the end of a page', 2 * PAGE_SIZE - 4, 4],
    ['across two pages', 2 * PAGE_SIZE - 3, 7],
    ['across four pages', PAGE_SIZE - 1, 2 * PAGE_SIZE + 2],
    ['none', 77, 0],
    ['to the end of memory', 4 * PAGE_SIZE - 9, 9],
  ])('%s: those and no others change', (_name, address, length) => {
    const memory = new SparseMemory(4);
    const model = new Uint8Array(4 * PAGE_SIZE).fill(0xaa);
    memory.writeBytes(0, model);

    expect(memory.writeBytes(address, bytes(length))).toBe(true);

    model.set(bytes(length), address);
    expect(memory.readBytes(0, 4 * PAGE_SIZE)).toEqual(model);
    expect(memory.readBytes(address, length)).toEqual(bytes(length));
  });

  test('words are little-endian', () => {
    const memory = new SparseMemory(1);
    memory.write(0, Uint32Array.of(0x0403_0201, 0xffee_ddcc), 2);
    expect(memory.readBytes(0, 9)).toEqual(Uint8Array.of(1, 2, 3, 4, 0xcc, 0xdd, 0xee, 0xff, 0));
  });

  test.each([
    ['one byte behind the end', 4 * PAGE_SIZE, 1],
    ['across the end', 4 * PAGE_SIZE - 2, 3],
    ['far behind it', 2 ** 60, 1],
  ])('%s: nothing is read, nothing written', (_name, address, length) => {
    const memory = new SparseMemory(4);
    expect(memory.readBytes(address, length)).toBeUndefined();
    expect(memory.writeBytes(address, bytes(length))).toBe(false);
    expect(memory.readBytes(0, 4 * PAGE_SIZE)).toEqual(new Uint8Array(4 * PAGE_SIZE));
  });

  test('what was read is a copy', () => {
    const memory = new SparseMemory(1);
    memory.writeBytes(0, bytes(8));
    memory.readBytes(0, 8)?.fill(0);
    expect(memory.readBytes(0, 8)).toEqual(bytes(8));
  });
});

describe('copies', () => {
  test('can be put back in any order, and do not change with the memory', () => {
    const memory = new SparseMemory(2 ** 20);
    const copies = [0, 1, 2, 3].map((turn) => {
      memory.write(7, words(turn), PAGE_WORDS);
      memory.write(1000 * turn, words(turn + 10), PAGE_WORDS);
      return memory.save();
    });

    for (const turn of [2, 0, 3, 3, 1, 2]) {
      memory.restore(copies[turn]!);
      expect(read(memory, 7)).toEqual([...words(turn)]);
      for (let page = 0; page <= 3; page++)
        expect(read(memory, 1000 * page, 1)).toEqual([page <= turn ? words(page + 10)[0] : 0]);
      memory.write(7, words(99), PAGE_WORDS);
      memory.zero(0, 2 ** 20);
    }
  });

  test('that another memory takes over stay as they are, however long it runs', () => {
    const memory = new SparseMemory(16);
    for (let turn = 0; turn < 5; turn++) {
      memory.write(3, words(turn), PAGE_WORDS);
      memory.save();
    }
    memory.write(3, words(5), PAGE_WORDS);
    const saved = memory.save();
    const other = new SparseMemory(16);

    other.restore(saved);
    for (let turn = 0; turn < 20; turn++) {
      other.save();
      other.write(3, words(50 + turn), PAGE_WORDS);
    }

    expect(read(other, 3)).toEqual([...words(69)]);
    expect(read(memory, 3)).toEqual([...words(5)]);
    other.restore(saved);
    expect(read(other, 3)).toEqual([...words(5)]);
  });
});

test('against plain bytes: two memories that write, clear, copy and take over each other’s copies', () => {
  const PAGES = 6;
  /** Pages far apart, so that every level of the tree has more than one node. */
  const pageAt = (index: number) => [0, 1, 511, 512, 2 ** 18 + 3, 2 ** 19 - 1][index]!;
  interface Side {
    memory: SparseMemory;
    model: Uint8Array[];
  }
  const copyOf = (model: readonly Uint8Array[]) => model.map((page) => page.slice());
  const step = fc.record({
    side: fc.nat(1),
    action: fc.constantFrom('words', 'words', 'bytes', 'bytes', 'zero', 'save', 'save', 'restore', 'restore'),
    page: fc.nat(PAGES - 1),
    pick: fc.nat(1000),
    value: fc.integer({ min: 1, max: 255 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const sides: Side[] = [0, 1].map(() => ({
        memory: new SparseMemory(2 ** 19),
        model: Array.from({ length: PAGES }, () => new Uint8Array(PAGE_SIZE)),
      }));
      const copies: { saved: ReturnType<SparseMemory['save']>; model: Uint8Array[] }[] = [];
      for (const { side, action, page, pick, value } of steps) {
        const { memory, model } = sides[side]!;
        if (action === 'words') {
          const count = 1 + pick;
          memory.write(pageAt(page), new Uint32Array(PAGE_WORDS).fill(value * 0x0101_0101), count);
          model[page]!.fill(0).fill(value, 0, 4 * count);
        } else if (action === 'bytes') {
          memory.writeBytes(pageAt(page) * PAGE_SIZE + pick, new Uint8Array(300).fill(value));
          model[page]!.fill(value, pick, pick + 300);
        } else if (action === 'zero') {
          const last = Math.min(PAGES - 1, page + (pick % 4));
          memory.zero(pageAt(page), pageAt(last) - pageAt(page) + 1);
          for (let each = page; each <= last; each++) model[each]!.fill(0);
        } else if (action === 'save') copies.push({ saved: memory.save(), model: copyOf(model) });
        else if (copies.length > 0) {
          const copy = copies[pick % copies.length]!;
          memory.restore(copy.saved);
          sides[side]!.model = copyOf(copy.model);
        }
      }
      for (const { memory, model } of sides)
        model.forEach((bytes, page) => {
          // Buffers compare natively: element by element would take most of the time of this test.
          const found = memory.readBytes(pageAt(page) * PAGE_SIZE, PAGE_SIZE)!;
          expect([page, Buffer.compare(found, bytes)]).toEqual([page, 0]);
        });
    }),
    { numRuns: 200 },
  );
});
