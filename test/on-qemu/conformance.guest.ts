import { describe, expect, onTestFinished, test } from 'vitest';
import { differencesOf } from '../../src/core/conformance/differences/registry.ts';
import { IN_PROCESS, InProcessMachine } from '../../src/core/conformance/in-process.ts';
import { drive, driveDistant } from '../../src/core/conformance/play.ts';
import { playSuite, type SuiteResult, type Verdict } from '../../src/core/conformance/play-suite.ts';
import { casesLike } from '../../src/core/conformance/select.ts';
import { CASES } from '../../src/core/conformance/suite.ts';
import { SPEC } from '../../src/core/rules/profile.ts';
import { QemuMachine } from '../../src/node/qemu/target/qemu-machine.ts';
import { GUEST_ENDPOINT, QEMU_TARGET } from '../../src/node/qemu/target/qemu-target.ts';
import { tantalum } from '../cli/support.ts';
import { HAS_QEMU } from './agent-board.ts';

/** Runs in which the guest has a part, what came of each, and how much was tried. */
function ofGuest({ verdicts }: SuiteResult): readonly object[] {
  const takesPart = ({ run }: Verdict) => run.split('-').includes(GUEST_ENDPOINT);
  return verdicts.filter(takesPart).map(({ case: { id }, run, outcome, checks, rules }) => ({
    id,
    run,
    outcome,
    checks: checks.length,
    rules,
  }));
}

describe.runIf(HAS_QEMU)('on the QEMU board', () => {
  test.each(['impdef/*', 'returns/*', 'fragments-sent/*', 'letters/*'])(
    'cases of %s come as they do in this process',
    async (pattern) => {
      const cases = casesLike(CASES, pattern).filter(({ runs }) =>
        runs.some((run) => run.startsWith(GUEST_ENDPOINT)),
      );
      const machine = new QemuMachine(SPEC);
      onTestFinished(() => machine.close());

      const played = await driveDistant(playSuite(QEMU_TARGET, cases, differencesOf('spec')), machine);

      const here = drive(playSuite(IN_PROCESS, cases, differencesOf('spec')), new InProcessMachine(SPEC));
      expect(ofGuest(played)).toEqual(ofGuest(here));
      expect(played.ok).toBe(true);
      expect(ofGuest(played).length).toBeGreaterThan(3);
    },
    600_000,
  );

  test('tantalum conformance plays there, too', () => {
    const { code, out } = tantalum(['conformance', '--board', 'qemu', '--case', 'impdef']);
    expect(out).toMatch(/^spec on the QEMU board\n/);
    expect(out).toContain('\n5 runs, all as expected\n');
    expect(code).toBe(0);
  }, 600_000);
});
