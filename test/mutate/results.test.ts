import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../mutate/outcome.ts';
import { judge } from '../../mutate/report.ts';
import { nameOfSources, Results } from '../../mutate/results.ts';
import { strykerTable, tables } from '../../mutate/table.ts';

const KILLED: Outcome = { id: 'rule:a', what: 'off', end: 'killed', by: 'x.test.ts > works', why: 'no' };
const HUNG: Outcome = { id: 'rule:b', what: 'off', end: 'hung', by: 'x.test.ts > ends' };
const SURVIVED: Outcome = { id: 'rule:c', what: 'off', end: 'survived' };
const UNREACHED: Outcome = { id: 'rule:d', what: 'off', end: 'unreached' };
const LOADED: Outcome = { id: 'rule:e', what: 'off', end: 'loaded' };

function inFolder<Result>(work: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('results', () => {
  test('of mutants that were noticed are known the next time, others are found out again', () =>
    inFolder((folder) => {
      const file = join(folder, 'deep', 'results.ndjson');
      const first = new Results(file, 'one');
      for (const outcome of [KILLED, HUNG, SURVIVED, UNREACHED]) first.add(outcome);

      const next = new Results(file, 'one');

      expect([KILLED, HUNG, SURVIVED, UNREACHED].map(({ id }) => next.of(id))).toEqual([
        KILLED,
        HUNG,
        undefined,
        undefined,
      ]);
      expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(5);
    }));

  test('of other sources say nothing', () =>
    inFolder((folder) => {
      const file = join(folder, 'results.ndjson');
      new Results(file, 'one').add(KILLED);

      expect(new Results(file, 'two').of(KILLED.id)).toBeUndefined();
    }));

  test('that were cut are told with their line', () =>
    inFolder((folder) => {
      const file = join(folder, 'results.ndjson');
      new Results(file, 'one').add(KILLED);
      writeFileSync(file, '{"id":"rule', { flag: 'a' });

      expect(() => new Results(file, 'one')).toThrow(
        `${file}:2: no JSON; remove the line, or name another file`,
      );
    }));

  test('have the name of what is in the sources', () =>
    inFolder((folder) => {
      writeFileSync(join(folder, 'a.ts'), '1');
      const before = nameOfSources(folder);
      expect(nameOfSources(folder)).toBe(before);
      writeFileSync(join(folder, 'a.ts'), '2');
      expect(nameOfSources(folder)).not.toBe(before);
    }));
});

describe('a verdict', () => {
  test('is good when all were noticed', () => {
    expect(judge([KILLED, HUNG], {})).toEqual({ ok: true, text: 'rule: 2 of 2 noticed\n' });
  });

  test('names who was not', () => {
    expect(judge([KILLED, SURVIVED, UNREACHED], {})).toEqual({
      ok: false,
      text: 'rule: 1 of 3 noticed\nrule:c survived: off\nrule:d is reached by no test: off\n',
    });
  });

  test('is good when those who were not are justified by name', () => {
    expect(judge([SURVIVED], { 'rule:c': 'nobody can see it' })).toEqual({
      ok: true,
      text: 'rule: 0 of 1 noticed\nrule:c was not noticed, which is justified: nobody can see it\n',
    });
  });

  test('is good when all that was left was to be loaded', () => {
    expect(judge([KILLED, LOADED], {})).toEqual({
      ok: true,
      text: 'rule: 1 of 2 noticed\nnot tried, because their effect is over once files are loaded: 1\n',
    });
  });

  test('is bad when one that is justified is noticed', () => {
    expect(judge([KILLED], { 'rule:a': 'nobody can see it' })).toEqual({
      ok: false,
      text: 'rule: 1 of 1 noticed\nrule:a is justified, but x.test.ts > works notices it: take it out of the justified\n',
    });
  });
});

test('tables count groups, and say of mutants in code who notices them', () => {
  const mutants = [
    { id: 'undo:x', what: 'a|b', change: { kind: 'rule', rule: 'r' } },
    { id: 'row:A6', what: 'c', change: { kind: 'rule', rule: 'r' } },
    { id: 'row:A7', what: 'd', change: { kind: 'rule', rule: 'r' }, rows: ['A7'] },
    { id: 'row:A8', what: 'e', change: { kind: 'rule', rule: 'r' }, rows: ['A8', 'QB12'] },
  ] as const;
  const noticed = {
    id: 'undo:x',
    what: 'a|b',
    end: 'hung',
    by: 'test/memory/x.test.ts > group > ends',
  } as const;

  const bySaying = (id: string, name: string): Outcome => ({
    id,
    what: '',
    end: 'killed',
    by: `test/spmc/y.test.ts > other > QB12: group > ${name}`,
    why: '',
  });

  expect(
    tables(mutants, [KILLED, UNREACHED, noticed, bySaying('row:A7', 'A7: x'), bySaying('row:A8', 'A7: x')]),
  ).toBe(
    [
      '| Group | Mutants | Noticed |',
      '|---|---:|---:|',
      '| `rule:` | 2 | 1 |',
      '| `undo:` | 1 | 1 |',
      '| `row:` | 2 | 2 |',
      '',
      '| Mutant | What is wrong | Noticed by |',
      '|---|---|---|',
      '| `undo:x` | a\\|b | memory/x: ends (hung) |',
      '| `row:A6` | c | nobody |',
      '| `row:A7` | d | spmc/y: A7: x |',
      '| `row:A8` | e | spmc/y: QB12: group > A7: x |',
      '',
    ].join('\n'),
  );
});

test('a table of Stryker counts what became of the changes of each file, and what they took', () => {
  const outcomes: Outcome[] = [
    { id: 'memory/a.ts: 1 → 2', what: '', end: 'killed', by: 'x', why: 'no', spent: 700 },
    { id: 'memory/a.ts: a → b', what: '', end: 'survived', spent: 1400 },
    { id: 'memory/a.ts: {} → b', what: '', end: 'unreached' },
    { id: 'memory/a.ts: [] → b', what: '', end: 'loaded' },
    { id: 'memory/b.ts: a → b', what: '', end: 'crashed', by: 'x' },
  ];

  expect(strykerTable(outcomes, { 'memory/a.ts: a → b': 'the same' })).toBe(
    [
      '| File | Changes | Noticed | Justified | Open | Not tried | Seconds |',
      '|---|---:|---:|---:|---:|---:|---:|',
      '| `memory/a.ts` | 4 | 1 | 1 | 1 | 1 | 2.1 |',
      '| `memory/b.ts` | 1 | 1 | 0 | 0 | 0 | 0.0 |',
      '',
    ].join('\n'),
  );
});
