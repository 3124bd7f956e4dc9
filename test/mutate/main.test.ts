/** The whole way, with few mutants and few tests. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Outcome } from '../../mutate/outcome.ts';

function mutate(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/mutate/main.js', ...args], {
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

test('notices what the tests look at, and names what they do not', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
  try {
    const args = ['--only', 'status:send/transactions-full,limit:transactions+1,row:E18,rule:console/count'];
    const where = ['--tests', 'test/spmc/rules.test.ts,test/spmc/limits.test.ts'];
    const { code, out, err } = mutate(
      ...args,
      ...where,
      '--json',
      '--results',
      join(folder, 'results.ndjson'),
    );

    const found = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Outcome);
    const ends = Object.fromEntries(found.map(({ id, end }) => [id, end]));
    expect([ends, err]).toEqual([
      {
        'status:send/transactions-full': 'killed',
        'limit:transactions+1': 'killed',
        'row:E18': 'unreached',
        'rule:console/count': 'unreached',
      },
      expect.stringContaining('test/spmc/limits.test.ts: '),
    ]);
    expect(found.find(({ id }) => id === 'limit:transactions+1')?.by).toContain(
      'test/spmc/limits.test.ts > ',
    );
    expect(code).toBe(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('lists without running', () => {
  expect(mutate('--list', '--only', 'row:A7')).toEqual({
    code: 0,
    out: 'row:A7: a range takes the page behind it along\n',
    err: '',
  });
});

test.each([
  [['--only', 'nothing'], 'there is no mutant nothing: --list says which there are\n'],
  [['stryker', 'cellar'], 'there is no room cellar: abi, rules, memory, spmc, mediator, gunyah\n'],
  [['stryker', 'memory', 'none.ts'], 'there is no src/core/memory/none.ts\n'],
])('%j is bad input', (args, err) => {
  expect(mutate(...args)).toEqual({ code: 2, out: '', err });
});
