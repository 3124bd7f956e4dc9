/** docs/seeds.md: every row has a test that is there. */

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pageNamed } from './yaml-examples.ts';

interface Row {
  readonly id: string;
  readonly shownBy: string;
}

/** The rows of the tables of a page, by the letters of their ids. */
function rowsIn(page: string): ReadonlyMap<string, readonly Row[]> {
  const rows = new Map<string, Row[]>();
  for (const [, id = '', letters = '', shownBy = ''] of page.matchAll(
    /^\| (([A-Z]+)\d+) +\|.*\| ([^|]*?) *\|$/gm,
  ))
    rows.set(letters, [...(rows.get(letters) ?? []), { id, shownBy }]);
  return rows;
}

const ROWS = rowsIn(pageNamed('seeds.md'));

/** How many rows each change has. */
const EXPECTED: Readonly<Record<string, number>> = { G: 36, M: 14, R: 21 };

test('the page has all rows, each once and in order', () => {
  expect(Object.fromEntries([...ROWS].map(([letters, rows]) => [letters, rows.map(({ id }) => id)]))).toEqual(
    Object.fromEntries(
      Object.entries(EXPECTED).map(([letters, count]) => [
        letters,
        Array.from({ length: count }, (_, index) => `${letters}${index + 1}`),
      ]),
    ),
  );
});

describe.each([...ROWS.values()].flat())('$id', ({ shownBy }) => {
  test('names a test that is there', () => {
    const [, file = '', title = ''] = /^`(test\/[^`]+\.test\.ts)` (.+)$/.exec(shownBy) ?? [];
    expect(existsSync(file), shownBy).toBe(true);
    const text = readFileSync(file, 'utf8');
    expect(
      [`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => text.includes(quoted)),
      title,
    ).toBe(true);
  });
});
