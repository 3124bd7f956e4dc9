/** Reports of results, against the formats that they promise to be in. */

import { describe, expect, test } from 'vitest';
import type { Case } from '../../src/core/conformance/case.ts';
import { equal, refused } from '../../src/core/conformance/checks.ts';
import { can, sends } from '../../src/core/conformance/needs.ts';
import type { SuiteResult } from '../../src/core/conformance/play-suite.ts';
import { resultJson } from '../../src/core/conformance/reports/json.ts';
import { junit } from '../../src/core/conformance/reports/junit.ts';
import { summarize } from '../../src/core/conformance/reports/summary.ts';
import { tap } from '../../src/core/conformance/reports/tap.ts';
import { played } from './support.ts';

/** One case of each outcome, with characters that formats give a meaning. */
const CASES: readonly Case[] = [
  {
    id: 'sums/right',
    title: 'one and one are two',
    rows: ['own rule', 'requirements QA3'],
    runs: ['vm1'],
    *body() {
      yield* equal('one and one', 1 + 1, 2);
    },
  },
  {
    id: 'sums/wrong',
    title: 'a page is shared with nobody',
    rows: ['requirements QA3'],
    runs: ['vm1'],
    needs: [sends('FFA_MEM_SHARE')],
    *body({ owner, borrower }) {
      yield* refused('"a < b" & #1', 'DENIED', owner.share(owner.page(0), [{ id: 0xffff }]));
      yield* refused('a good share', 'DENIED', owner.share(owner.page(0), [borrower]));
    },
  },
  {
    id: 'vms/only',
    title: 'VMs share',
    rows: ['own rule'],
    runs: ['vm1-vm2'],
    needs: [can('vmToVm')],
    *body({ owner }) {
      yield* owner.start();
    },
  },
];

function results(): readonly SuiteResult[] {
  const lacks = [{ fact: 'VM is offered FFA_MEM_SHARE', source: 'own rule' }];
  return [played({ cases: CASES, differences: { profile: 'spec', lacks, differs: [] } })];
}

describe('TAP version 14', () => {
  test('has a plan, a point for each run, and what is not as expected as YAML', () => {
    const text = tap(results());
    const lines = text.split('\n');
    expect(lines.slice(0, 4)).toEqual([
      'TAP version 14',
      '1..4',
      '# spec on the in-process board',
      'ok 1 - spec sums/right vm1',
    ]);
    expect(lines[4]).toBe('not ok 2 - spec sums/wrong vm1');
    expect(lines.slice(5, 9)).toEqual([
      '  ---',
      '  rows: ["requirements QA3"]',
      '  problems:',
      '    - check: "\\"a < b\\" & #1"',
    ]);
    expect(lines).toContain('      got: "INVALID_PARAMETERS by send/receiver-unknown"');
    expect(lines).toContain('  ...');
    expect(lines).toContain(
      'ok 3 - spec vms/only vm1-vm2 # SKIP needs: a hypervisor moves memory between VMs',
    );
    expect(lines).toContain('not ok 4 - spec lacks: VM is offered FFA_MEM_SHARE');
    expect(text.endsWith('  ...\n')).toBe(true);
  });

  test('numbers its points without a gap, as many as the plan says', () => {
    const text = tap(results());
    const numbers = [...text.matchAll(/^(?:not )?ok (\d+) - /gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual([1, 2, 3, 4]);
  });

  test('escapes a hash, which begins a directive', () => {
    const odd = CASES.slice(0, 1).map((each) => ({ ...each, id: 'sums/c#\\' }));
    expect(tap([played({ cases: odd })])).toContain('ok 1 - spec sums/c\\#\\\\ vm1\n');
  });
});

describe('JUnit XML', () => {
  test('has a suite for each area and a test case for each run', () => {
    const text = junit(results());
    const head = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n';
    expect(text.slice(0, head.length)).toBe(head);
    expect(text).toContain('  <testsuite name="spec.sums" tests="2" failures="1" errors="0" skipped="0">\n');
    expect(text).toContain('    <testcase classname="spec.sums" name="right vm1"/>\n');
    expect(text).toContain(
      '    <testcase classname="spec.sums" name="wrong vm1">\n' +
        '      <failure message="&quot;a &lt; b&quot; &amp; #1: expected DENIED, got INVALID_PARAMETERS by send/receiver-unknown">' +
        'rows: requirements QA3\n"a &lt; b" &amp; #1: expected DENIED, got INVALID_PARAMETERS by send/receiver-unknown\n' +
        '  vm1 writes 112 bytes at 0x40800000 -&gt; written\n' +
        '  vm1 FFA_MEM_SHARE_32 0x70 0x70 -&gt; FFA_ERROR INVALID_PARAMETERS (send/receiver-unknown)\n',
    );
    expect(text).toContain(
      '      <skipped message="needs: a hypervisor moves memory between VMs"/>\n    </testcase>\n',
    );
    expect(text).toContain('  <testsuite name="spec.lacks" tests="1" failures="1" errors="0" skipped="0">\n');
    expect(text.endsWith('  </testsuite>\n</testsuites>\n')).toBe(true);
  });

  test('closes what it opens, in order', () => {
    const open: string[] = [];
    for (const [, closing, name = '', empty] of junit(results()).matchAll(/<(\/?)(\w+)[^<>]*?(\/?)>/g)) {
      if (closing === '/') expect(open.pop()).toBe(name);
      else if (empty !== '/') open.push(name);
    }
    expect(open).toEqual([]);
  });
});

test('JSON says what came of every check', () => {
  expect(resultJson(results()[0]!)).toMatchObject({
    profile: 'spec',
    ok: false,
    passed: 1,
    failed: 1,
    leftOut: 1,
    rowsCovered: [
      'own rule',
      'requirements QA3',
      'conformance 5.23',
      'regressions R1',
      'regressions R2',
      'regressions R3',
    ],
    rowsPassed: ['own rule', 'conformance 5.23', 'regressions R1', 'regressions R2', 'regressions R3'],
    rules: ['send/receiver-unknown'],
    reasons: { 'a hypervisor moves memory between VMs': 1 },
    problems: [{ what: 'VM is offered FFA_MEM_SHARE' }],
    runs: [
      { case: 'sums/right', run: 'vm1', outcome: 'passed', problems: [] },
      { case: 'sums/wrong', run: 'vm1', outcome: 'failed' },
      { case: 'vms/only', outcome: 'left out', needs: 'a hypervisor moves memory between VMs', checks: [] },
    ],
  });
});

test('a summary counts checks that differ as the profile says', () => {
  const at = { 'sums/wrong': ['"a < b" & #1', 'a good share'] };
  const differs = [
    { seen: 'INVALID_PARAMETERS', source: 'own rule', at: { 'sums/wrong': at['sums/wrong'].slice(0, 1) } },
    { seen: 'success', source: 'own rule', at: { 'sums/wrong': at['sums/wrong'].slice(1) } },
  ];
  const { verdicts } = played({ cases: CASES, differences: { profile: 'spec', lacks: [], differs } });
  expect(summarize(verdicts)).toMatchObject({ passed: 2, failed: 0, leftOut: 1, differing: 2 });
});
