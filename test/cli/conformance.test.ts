import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { casesLike } from '../../src/core/conformance/select.ts';
import { CASES } from '../../src/core/conformance/suite.ts';
import { resultLines } from '../../src/node/cli/conformance-text.ts';
import { Progress } from '../../src/node/cli/progress.ts';
import { played, withDefect } from '../conformance/support.ts';
import { tantalum } from './support.ts';

describe('tantalum conformance', () => {
  test('plays an area and counts what came of it', () => {
    const { code, out, err } = tantalum(['conformance', '--case', 'impdef']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(
      [
        'spec on the in-process board',
        '  area    cases  passed  failed  left out  checks  differ',
        '  impdef      3       5       0         3      53       0',
        '  3 left out, which need: a hypervisor moves memory between VMs',
        '  8 of 8 rows hold; 1 rule refused a call',
        '5 runs, all as expected',
        '',
      ].join('\n'),
    );
  });

  test('plays as all managers, whose differences it counts', () => {
    const { code, out } = tantalum(['conformance', '--profile', 'all', '--case', 'share/handle-and-tag']);
    expect(code).toBe(0);
    expect(out).toBe(
      [
        '  profile  cases  passed  failed  left out  checks  differ',
        '  spec         1       2       0         1      20       0',
        '  hafnium      1       2       0         1      20       0',
        '  tfa-el3      1       1       0         2      10       0',
        '  optee        1       2       0         1      20       2',
        '  xen          1       2       0         1      20       0',
        '  pkvm         1       2       0         1      20       0',
        '11 runs, all as expected',
        '',
      ].join('\n'),
    );
  });

  test('lists rows with the cases that cover them, or why none does', () => {
    const { out } = tantalum(['conformance', '--rows']);
    expect(out).toContain('conformance 3.1 share_invalid_handle_tag\n  share/handle-and-tag\n');
    expect(out).toContain('requirements QG1\n  About mediators.\n');
    const rows = JSON.parse(tantalum(['conformance', '--rows', '--json']).out) as object[];
    expect(rows).toContainEqual({ row: 'requirements QG1', cases: [], why: 'About mediators.' });
    expect(rows).toContainEqual({ row: 'regressions R3', cases: ['every run'] });
  });

  test('lists cases with the rows they cover', () => {
    expect(tantalum(['conformance', '--list', '--case', 'share/*-tag']).out).toBe(
      [
        'share/handle-and-tag',
        '  who names another handle or another tag does not get shared memory',
        '  runs    vm1-sp1, vm1-vm2, sp1-sp2',
        '  rows    conformance 3.1 share_invalid_handle_tag, conformance 5.2',
        '',
      ].join('\n'),
    );
    const [listed] = JSON.parse(tantalum(['conformance', '--list', '--json']).out) as { id: string }[];
    expect(listed?.id).toBe(CASES[0]?.id);
  });

  test('prints TAP and JSON, and writes JUnit XML to a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
    try {
      const file = join(folder, 'conformance.xml');
      const { code, out } = tantalum(['conformance', '--case', 'impdef', '--tap', '--junit', file]);
      expect([code, out.split('\n')[0]]).toEqual([0, 'TAP version 14']);
      expect(readFileSync(file, 'utf8')).toContain('<testsuite name="spec.impdef" tests="8"');
    } finally {
      rmSync(folder, { recursive: true });
    }
    const json = JSON.parse(tantalum(['conformance', '--case', 'impdef', '--json']).out) as object;
    expect(json).toMatchObject({ profile: 'spec', ok: true, passed: 5, leftOut: 3 });
  });

  test.each([
    ['a case that there is not', ['--case', 'shar/handle-and-tag'], 'Did you mean share/handle-and-tag?'],
    ['a profile that there is not', ['--profile', 'none'], "argument 'none' is invalid"],
    ['two formats at once', ['--json', '--tap'], 'cannot be used with'],
  ])('ends with 2 for %s', (_, args, message) => {
    const { code, err } = tantalum(['conformance', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

test('a failing case is shown with its rows, what was done, what was expected and what came', () => {
  const cases = casesLike(CASES, 'share/handle-and-tag');
  const result = played({ profile: withDefect({ rule: 'retrieve/tag', enforced: false }), cases });
  const plain = { width: 100, paint: (_: string, text: string) => text };
  expect(resultLines([result], plain)).toEqual(
    expect.arrayContaining([
      'share/handle-and-tag vm1-sp1',
      '  who names another handle or another tag does not get shared memory',
      '  rows      conformance 3.1 share_invalid_handle_tag, conformance 5.2',
      '  another tag',
      '    done      sp1 writes 80 bytes at 0x10000000 -> written',
      '              sp1 FFA_MEM_RETRIEVE_REQ_32 0x50 0x50 -> FFA_MEM_RETRIEVE_RESP',
      '    expected  INVALID_PARAMETERS by retrieve/tag',
      '    got       success',
      '2 runs, 2 not as expected',
    ]),
  );
});

test.each([
  ['share', ['share/a', 'share/b-tag']],
  ['share/a', ['share/a']],
  ['*tag', ['share/b-tag', 'lend/tag']],
  ['lend/*', ['lend/tag', 'lend/x.y']],
  ['lend/x?y', []],
  ['lend/x.y', ['lend/x.y']],
  ['shar', []],
])('the pattern %s', (pattern, ids) => {
  const [first] = CASES;
  const cases = ['share/a', 'share/b-tag', 'lend/tag', 'lend/x.y'].map((id) => ({ ...first!, id }));
  expect(casesLike(cases, pattern).map(({ id }) => id)).toEqual(ids);
});

describe('progress', () => {
  /** What is written while `steps` steps of so many milliseconds each go by. */
  function written(isTTY: boolean, milliseconds: number, steps: number): readonly string[] {
    const texts: string[] = [];
    let now = 0;
    const progress = new Progress({ isTTY, write: (text) => texts.push(text) }, steps, () => now);
    for (let step = 0; step < steps; step++) {
      now += milliseconds;
      progress.step('share/a');
    }
    progress.end();
    return texts;
  }

  test.each([
    ['nothing where it is quick', true, 100, 5, []],
    ['nothing where nobody looks', false, 600, 4, []],
    [
      'a line a second, which goes away',
      true,
      600,
      4,
      ['\r\u001b[K2 of 4, share/a', '\r\u001b[K4 of 4, share/a', '\r\u001b[K'],
    ],
  ] as const)('says %s', (_, isTTY, milliseconds, steps, texts) => {
    expect(written(isTTY, milliseconds, steps)).toEqual(texts);
  });
});
