/**
 * Which rows of the regression cases (A1 .. G9) and requirements (QA1 .. QJ5) are tests of this directory, and which are not, and why.
 * A row is covered when the name of a test or of a group of tests begins with its id, alone or in a list: 'A6, QA4: ...'.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Row and reason. */
const NOT_COVERED: Readonly<Record<string, string>> = {
  A17: 'a mediator’s: what it forwards',
  A19: 'a mediator’s: what it gets from the manager behind it',
  A26: 'a partition manifest’s',
  B12: 'a client’s: the size the manager states',
  C3: 'stores in flight: memory here is sequential; rights end with the call that ends them',
  C4: 'a client’s: devices by UUID',
  C5: 'a resource manager’s: who owns its metadata',
  E11: 'counts that race: calls are serial here; C1 and QC7 test the orders',
  E19: 'a client’s: unmapping on failure',
  E20: 'a mediator’s lock; here RX belongs to whoever unmaps it, and goes with the mapping',
  E28: 'a resource manager’s: bounded retries',
  G1: 'a client’s: encodings of UUIDs',
  G3: 'a client’s: buffer sizes',
  G4: 'a client’s: bounded retries',
  G5: 'a client’s: which buffer it parses',
  G9: 'a client’s: falling back',
  QB15: 'buffers other than TX are refused (C2)',
  QE3: 'a mediator’s: undoing at the manager behind it',
  QE4: 'a mediator’s: undoing at the manager behind it',
  QE9: 'no step of a teardown here can fail for a while',
  QE10: 'no reclaim here can fail half-way',
  QF3: 'unmapping cannot fail; mapping that fails half-way is R10 and QF1',
  QJ2: 'decoders are tested with abi/ and decode/',
  QJ3: 'streams are tested where they are read',
  QJ4: 'there is no log',
  QJ5: 'readers of images and device trees are tested where they are',
};

/** All rows of the two tables that a manager of the secure world could be concerned by: sections A to F and J of the requirements. */
const ROWS = [
  ...rows('A', 1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 19, 20, 21, 22, 24, 25, 26, 28),
  ...rows('B', 1, 3, 4, 5, 6, 8, 9, 10, 11, 12, 14, 15, 16),
  ...rows('C', 1, 2, 3, 4, 5),
  ...rows('D', 1, 3, 4, 5, 6, 8, 10, 11, 12, 13, 14, 15, 17, 18, 20, 21, 22),
  ...rows('E', 1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22, 24, 26, 27, 28, 29),
  ...rows('F', 1, 3, 4, 5),
  ...rows('G', 1, 3, 4, 5, 6, 7, 8, 9),
  ...rows('R', 1, 2, 3, 5, 7, 8, 9, 10, 11, 13),
  ...upTo('QA', 16),
  ...upTo('QB', 15),
  ...upTo('QC', 11),
  ...upTo('QD', 7),
  ...upTo('QE', 11),
  ...upTo('QF', 11),
  'QG2',
  ...upTo('QJ', 5),
];

function rows(letter: string, ...numbers: readonly number[]): string[] {
  return numbers.map((number) => `${letter}${number}`);
}

function upTo(letters: string, last: number): string[] {
  return rows(letters, ...Array.from({ length: last }, (_, index) => index + 1));
}

/** The tests of this directory, as text. */
function sources(): readonly string[] {
  const directory = new URL('./', import.meta.url);
  const files = readdirSync(directory).filter((name) => name.endsWith('.test.ts'));
  return files.map((name) => readFileSync(new URL(name, directory), 'utf8'));
}

/** Ids in front of the colon in names of tests, of groups, and of cases in tables. */
function idsInNames(): Set<string> {
  const heads = sources().flatMap(
    (source) => source.match(/(?<=[`'])[A-Z]{1,2}\d+(, [A-Z]{1,2}\d+)*(?=: )/g) ?? [],
  );
  return new Set(heads.flatMap((head) => head.split(', ')));
}

it('every row is a test here, or has a reason not to be', () => {
  const covered = idsInNames();

  expect(ROWS.filter((row) => !covered.has(row) && NOT_COVERED[row] === undefined)).toEqual([]);
  expect(Object.keys(NOT_COVERED).filter((row) => covered.has(row))).toEqual([]);
  expect(Object.keys(NOT_COVERED).filter((row) => !ROWS.includes(row))).toEqual([]);
});

it('every test here is run: a name alone covers nothing', () => {
  const leftOut = /\b(?:it|test|describe)\.(?:skip|todo|only|fails|skipIf|runIf)\b/;

  expect(sources().filter((source) => leftOut.test(source))).toEqual([]);
});

it('no test names a row that there is not', () => {
  expect([...idsInNames()].filter((id) => !ROWS.includes(id)).sort()).toEqual([]);
});
