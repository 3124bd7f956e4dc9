/** docs/seeds.md: every row has a test that is there, and that runs. */

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pageNamed } from './yaml-examples.ts';

interface Row {
  readonly id: string;
  readonly shownBy: string;
}

/** The rows of the tables of a page, in its order. */
const ROWS: readonly Row[] = [
  ...pageNamed('seeds.md').matchAll(/^\| ([A-Z]?[\d.]+) +\|.*\| ([^|]*?) *\|$/gm),
].map(([, id = '', shownBy = '']) => ({ id, shownBy }));

/** How many rows each change has: by the letter of their names, or by the version that brought them. */
const EXPECTED: readonly (readonly [prefix: string, count: number])[] = [
  ['G', 36],
  ['M', 14],
  ['R', 21],
  ['C', 7],
  ['9.', 17],
  ['8.', 29],
  ['7.', 7],
  ['6.', 4],
  ['5.', 7],
  ['3.', 6],
  ['H', 24],
];

/** A file that leaves tests out may leave out the one that a row names. */
const LEAVES_OUT = /\b(?:it|test|describe)\.(?:skip|todo|only|fails|skipIf|runIf)\b/;
/** What mails and files of a series say about themselves. */
const NOTHING = 'nothing to show';

test('the page has all rows, each once and in order', () => {
  expect(ROWS.map(({ id }) => id)).toEqual(
    EXPECTED.flatMap(([prefix, count]) =>
      Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`),
    ),
  );
});

test('few rows have nothing to show', () => {
  expect(ROWS.filter(({ shownBy }) => shownBy === NOTHING).length).toBe(13);
});

describe.each(ROWS.filter(({ shownBy }) => shownBy !== NOTHING))('$id', ({ shownBy }) => {
  const [, file = '', title = ''] = /^`(test\/[^`]+\.test\.ts)` (.+)$/.exec(shownBy) ?? [];

  test('names a test that is there', () => {
    expect(existsSync(file), shownBy).toBe(true);
    const text = readFileSync(file, 'utf8');
    expect(
      [`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => text.includes(quoted)),
      title,
    ).toBe(true);
  });

  test('names a file of which no test is left out', () => {
    expect(readFileSync(file, 'utf8')).not.toMatch(LEAVES_OUT);
  });
});
