/** docs/seeds-clients.md: every row has a test that is there. */

import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pageNamed } from './yaml-examples.ts';

const ROWS = [...pageNamed('seeds-clients.md').matchAll(/^\| ([MR]\d+) +\| .* \| `(\S+)` (.+?) +\|$/gm)].map(
  ([, id = '', file = '', title = '']) => ({ id, file, title }),
);

test('the page has all rows, each once and in order', () => {
  const all = (letter: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);

  expect(ROWS.map(({ id }) => id)).toEqual([...all('M', 14), ...all('R', 21)]);
});

test.each(ROWS)('$id names a test that is there', ({ file, title }) => {
  expect(file).toMatch(/^test\/.*\.test\.ts$/);
  expect(existsSync(file)).toBe(true);
  const text = readFileSync(file, 'utf8');
  expect(
    [`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => text.includes(quoted)),
    title,
  ).toBe(true);
});
