/** Suites played for tests. */

import type { Case } from '../../src/core/conformance/case.ts';
import { differencesOf } from '../../src/core/conformance/differences/registry.ts';
import type { Differences } from '../../src/core/conformance/differences.ts';
import { IN_PROCESS, InProcessMachine } from '../../src/core/conformance/in-process.ts';
import { drive } from '../../src/core/conformance/play.ts';
import { playSuite, type SuiteResult } from '../../src/core/conformance/play-suite.ts';
import { problemsOf } from '../../src/core/conformance/reports/problem.ts';
import { CASES } from '../../src/core/conformance/suite.ts';
import type { Machine } from '../../src/core/conformance/target.ts';
import { type Deviation, type Profile, SPEC } from '../../src/core/rules/profile.ts';

interface Playing {
  readonly profile?: Profile;
  readonly cases?: readonly Case[];
  readonly differences?: Differences;
  readonly machine?: Machine;
}

/** Plays cases on the in-process board, as a profile and held against what is said of it. */
export function played({
  profile = SPEC,
  cases = CASES,
  differences = differencesOf(profile.name),
  machine = new InProcessMachine(profile),
}: Playing = {}): SuiteResult {
  return drive(playSuite(IN_PROCESS, cases, differences), machine);
}

/** What is not as expected, one line each: "share/handle-and-tag vm1-sp1: another tag: INVALID_PARAMETERS, got success". */
export function problemLines({ verdicts, unseenLacks }: SuiteResult): readonly string[] {
  return [
    ...verdicts.flatMap((verdict) =>
      problemsOf(verdict).map(
        ({ what, expected, got }) => `${verdict.case.id} ${verdict.run}: ${what}: ${expected}, got ${got}`,
      ),
    ),
    ...unseenLacks.map((fact) => `not lacking: ${fact}`),
  ];
}

/** A manager with one defect, which nobody has said anything of. */
export function withDefect(defect: Omit<Deviation, 'source'>): Profile {
  return { ...SPEC, deviations: [{ ...defect, source: 'own rule' }] };
}
