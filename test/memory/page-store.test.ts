import { describe, expect, test } from 'vitest';
import { PageStore } from '../../src/core/memory/page-store.ts';

/** Writes one word of a page. */
function put(store: PageStore, page: number, value: number): void {
  store.writable(page)[0] = value;
}

function get(store: PageStore, page: number): number | undefined {
  return store.readable(page)?.[0];
}

const PLACES = [
  ['the first page', 0],
  ['the end of the first 2 MiB', 511],
  ['the second 2 MiB', 512],
  ['the end of the first gigabyte', 2 ** 18 - 1],
  ['the second gigabyte', 2 ** 18],
  ['2^31', 2 ** 31],
  ['2^32', 2 ** 32],
  ['2^36', 2 ** 36],
] as const;

describe('pages that nobody wrote take no room', () => {
  test.each(PLACES)('%s', (_name, page) => {
    const store = new PageStore(2 ** 36 + 1);
    expect(store.readable(page)).toBeUndefined();
    store.zero(page, 1);
    expect(store.readable(page)).toBeUndefined();
  });
});

describe('a page written is that page and no other', () => {
  test.each(PLACES)('%s', (_name, page) => {
    const store = new PageStore(2 ** 36 + 1);

    put(store, page, 42);

    expect(PLACES.map(([, at]) => get(store, at))).toEqual(
      PLACES.map(([, at]) => (at === page ? 42 : undefined)),
    );
    expect([...store.writable(page)]).toEqual([42, ...new Array(1023).fill(0)]);
  });
});

describe('what is shared between copies and what is not', () => {
  test('pages not written since a copy are its own words, not duplicates', () => {
    const store = new PageStore(2000);
    put(store, 1, 1);
    put(store, 1000, 2);
    const words = [store.readable(1), store.readable(1000)];

    store.save();
    put(store, 1000, 3);

    expect(store.readable(1)).toBe(words[0]);
    expect(store.readable(1000)).not.toBe(words[1]);
    expect(words[1]?.[0]).toBe(2);
  });

  test('a page is duplicated once for each copy, then written in place', () => {
    const store = new PageStore(10);
    put(store, 1, 1);
    const first = store.writable(1);
    expect(store.writable(1)).toBe(first);

    store.save();
    const second = store.writable(1);

    expect(second).not.toBe(first);
    expect(store.writable(1)).toBe(second);
  });

  test('after a copy was put back, its pages are duplicated before they are written', () => {
    const store = new PageStore(10);
    put(store, 1, 1);
    const saved = store.save();
    put(store, 1, 2);

    store.restore(saved);
    put(store, 1, 3);
    store.restore(saved);

    expect(get(store, 1)).toBe(1);
  });

  test('clearing takes pages out of the store but leaves those of copies', () => {
    const store = new PageStore(2000);
    for (const page of [1, 600, 1999]) put(store, page, page);
    const saved = store.save();

    store.zero(0, 2000);

    expect([1, 600, 1999].map((page) => get(store, page))).toEqual([undefined, undefined, undefined]);
    store.restore(saved);
    expect([1, 600, 1999].map((page) => get(store, page))).toEqual([1, 600, 1999]);
  });
});
