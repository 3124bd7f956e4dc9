/** The suite on the in-process board: the manager conforms, and a manager that does not is found out. */

import { describe, expect, test } from 'vitest';
import type { Differences } from '../../src/core/conformance/differences.ts';
import { IN_PROCESS, InProcessMachine } from '../../src/core/conformance/in-process.ts';
import { drive, NOTHING, type Play } from '../../src/core/conformance/play.ts';
import { playSuite, type SuiteResult, type Verdict } from '../../src/core/conformance/play-suite.ts';
import { CASES } from '../../src/core/conformance/suite.ts';
import type { Machine } from '../../src/core/conformance/target.ts';
import { type Deviation, type Profile, SPEC } from '../../src/core/rules/profile.ts';

const NO_DIFFERENCES: Differences = { profile: 'spec', lacks: [], differs: [] };

function played(profile: Profile, differences: Differences = NO_DIFFERENCES): SuiteResult {
  return drive(playSuite(IN_PROCESS, CASES, differences), new InProcessMachine(profile));
}

/** What is wrong with a run, in lines. */
function problems({ case: { id }, run, unexpected, unseen, missing, outcome }: Verdict): readonly string[] {
  if (outcome === 'failed' && missing !== undefined) return [`${id} ${run}: left out: ${missing.name}`];
  return [
    ...unexpected.map(
      ({ what, expected, got, rule }) => `${id} ${run}: ${what}: ${expected}, got ${got} ${rule ?? ''}`,
    ),
    ...unseen.map(({ check, difference }) => `${id} ${run}: ${check}: no longer ${difference.seen}`),
  ];
}

/** A manager with one defect. */
function withDefect(defect: Omit<Deviation, 'source'>): Profile {
  return { ...SPEC, deviations: [{ ...defect, source: 'own rule' }] };
}

test('the manager conforms', () => {
  expect(played(SPEC).verdicts.flatMap(problems)).toEqual([]);
});

test('only what needs a hypervisor is left out', () => {
  const reasons = played(SPEC).verdicts.flatMap(({ missing }) =>
    missing === undefined ? [] : [missing.name],
  );
  expect([...new Set(reasons)]).toEqual(['a hypervisor moves memory between VMs']);
});

test('a machine at the end of a link plays the same suite', async () => {
  const later = await driveLater(playSuite(IN_PROCESS, CASES, NO_DIFFERENCES), new InProcessMachine(SPEC));
  expect(later.verdicts.map(told)).toEqual(played(SPEC).verdicts.map(told));
});

function told({ case: { id }, run, outcome, checks, rules }: Verdict): unknown {
  return { id, run, outcome, checks, rules };
}

/** `drive` with replies that take their time. */
async function driveLater<Result>(play: Play<Result>, machine: Machine): Promise<Result> {
  let next = play.next(NOTHING);
  while (next.done !== true) next = play.next(await Promise.resolve(machine.take(next.value)));
  return next.value;
}

describe('a planted defect is found', () => {
  test.each([
    [
      'a rule that is not judged',
      { rule: 'retrieve/tag', enforced: false },
      'share/handle-and-tag vm1-sp1: another tag: INVALID_PARAMETERS, got success ',
    ],
    [
      'a status in the place of another',
      { rule: 'send/sender', status: 'INVALID_PARAMETERS' },
      'share/mistakes-in-descriptor vm1: in the name of another: DENIED, got INVALID_PARAMETERS send/sender',
    ],
  ] as const)('%s', (_, defect, line) => {
    const { ok, verdicts } = played(withDefect(defect));

    expect(ok).toBe(false);
    expect(verdicts.flatMap(problems)).toContain(line);
  });
});
