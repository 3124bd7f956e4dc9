import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { JUSTIFIED } from '../../mutate/justified.ts';
import { claims } from '../../mutate/mutant.ts';
import { MUTANTS } from '../../mutate/mutants.ts';
import { HELP } from '../../mutate/options.ts';

/** The page, without what aligns its tables. */
const PAGE = readFileSync('docs/mutants.md', 'utf8').replaceAll(/ {2,}/g, ' ');
const ROWS = [...PAGE.matchAll(/^\| `((?:undo|row):[^`]+)` \| (.*) \| (.*) \|$/gm)];

test('docs/mutants.md lists every defect in code, in words', () => {
  const inCode = MUTANTS.filter(({ id }) => /^(?:undo|row):/.test(id));

  expect(ROWS.map(([, id, what]) => [id, what])).toEqual(inCode.map(({ id, what }) => [id, what]));
});

test('counts all defects in code, and groups of the others as they were when they were run', () => {
  const groups = [...new Set(MUTANTS.map(({ id }) => id.slice(0, id.indexOf(':') + 1)))];
  const told = new Map(
    [...PAGE.matchAll(/^\| `(\w+:)` \| (\d+) \| \d+ \|$/gm)].map(([, group = '', count]) => [
      group,
      Number(count),
    ]),
  );

  expect([...told.keys()]).toEqual(groups);
  for (const group of ['undo:', 'row:'])
    expect(told.get(group)).toBe(MUTANTS.filter(({ id }) => id.startsWith(group)).length);
});

test('says why mutants that are justified are not noticed', () => {
  for (const [id, why] of Object.entries(JUSTIFIED)) expect(PAGE).toContain(`| \`${id}\` | ${why} |`);
});

test('has somebody notice each defect that is not justified', () => {
  const open = ROWS.filter(([, id = '', , by]) => by === 'nobody' && JUSTIFIED[id] === undefined);

  expect(open.map(([, id]) => id)).toEqual([]);
});

test('has each defect against a row noticed by a test that says the row', () => {
  const silent = MUTANTS.filter((mutant) => {
    const [, , , by = ''] = ROWS.find(([, id]) => id === mutant.id) ?? [];
    return mutant.rows !== undefined && !claims(by, mutant);
  });

  expect(silent.map(({ id }) => id)).toEqual([]);
});

test('names tests that are there', () => {
  for (const [, id, , by = ''] of ROWS) {
    const file = by.split(':')[0] ?? '';
    if (by !== 'nobody') expect(() => readFileSync(`test/${file}.test.ts`), id).not.toThrow();
  }
});

test('names options that there are', () => {
  for (const [option] of PAGE.matchAll(/--[a-z]+/g)) expect(HELP).toContain(option);
});
