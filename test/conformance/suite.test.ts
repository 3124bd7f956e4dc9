/** The suite on the in-process board: the manager conforms, as itself and as others, and one that does not is found out. */

import { describe, expect, test } from 'vitest';
import { DIFFERENCES, differencesOf } from '../../src/core/conformance/differences/registry.ts';
import { isLacked } from '../../src/core/conformance/differences.ts';
import { IN_PROCESS, InProcessMachine } from '../../src/core/conformance/in-process.ts';
import { driveDistant } from '../../src/core/conformance/play.ts';
import { playSuite, type Verdict } from '../../src/core/conformance/play-suite.ts';
import { casesLike } from '../../src/core/conformance/select.ts';
import { CASES } from '../../src/core/conformance/suite.ts';
import { SPEC } from '../../src/core/rules/profile.ts';
import { PROFILES } from '../../src/core/rules/profiles/registry.ts';
import { RULES } from '../../src/core/rules/registry.ts';
import { played, problemLines, withDefect } from './support.ts';

describe.each(PROFILES)('$name', (profile) => {
  const result = played({ profile });
  const differences = differencesOf(profile.name);

  test('comes as expected', () => {
    expect(problemLines(result)).toEqual([]);
    expect(result.ok).toBe(true);
  });

  test('shows every difference that is said of it', () => {
    const shown = new Set(
      result.verdicts.flatMap((verdict) =>
        verdict.checks.filter(({ passed }) => !passed).map(({ what }) => `${verdict.case.id}: ${what}`),
      ),
    );
    const said = differences.differs.flatMap(({ at }) =>
      Object.entries(at).flatMap(([id, checks]) => checks.map((check) => `${id}: ${check}`)),
    );
    expect([...shown].sort()).toEqual(said.sort());
  });

  test('lacks all that is said of it', () => {
    const missing = result.verdicts.flatMap(({ missing: fact }) => (fact?.of === 'manager' ? [fact] : []));
    const unseen = differences.lacks.filter((lack) => !missing.some((fact) => isLacked(fact, lack)));
    expect(unseen).toEqual([]);
  });

  test('differs by rules that its profile departs from, with the same source', () => {
    for (const { rule, source } of differences.differs) {
      const deviation = profile.deviations.find((each) => each.rule === rule);
      if (deviation !== undefined) expect([rule, source]).toEqual([rule, deviation.source]);
      else if (rule !== undefined) expect(['call/unknown-function', 'call/not-for-caller']).toContain(rule);
      else expect(profile.deviations.flatMap((each) => sections(each.source))).toContain(source);
    }
  });
});

/** "spmc-tfa-optee 1.5, 6" cites two sections. */
function sections(source: string): readonly string[] {
  const [collection, ...places] = source.split(/,? /);
  return places.map((place) => `${collection} ${place}`);
}

test('the differences of each profile are said, and of no other', () => {
  expect(DIFFERENCES.map(({ profile }) => profile)).toEqual(PROFILES.map(({ name }) => name));
  expect(() => differencesOf('none')).toThrow('nobody has said how none departs from the suite');
});

test('only what needs a hypervisor is left out where nothing is lacking', () => {
  const reasons = played().verdicts.flatMap(({ missing }) => (missing === undefined ? [] : [missing.name]));
  expect([...new Set(reasons)]).toEqual(['a hypervisor moves memory between VMs']);
});

test('every case has an id of its own, rows and runs', () => {
  const ids = CASES.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  for (const { id, title, rows, runs } of CASES) {
    expect(id).toMatch(/^[a-z-]+\/[a-z0-9-]+$/);
    expect(title, id).toMatch(/[^.]$/);
    expect([rows.length > 0, runs.length > 0], id).toEqual([true, true]);
  }
});

test('a machine at the end of a link plays the same suite', { timeout: 120_000 }, async () => {
  const suite = playSuite(IN_PROCESS, CASES, differencesOf('spec'));
  const machine = new InProcessMachine(SPEC);
  const { verdicts } = await driveDistant(suite, { take: async (act) => machine.take(act) });
  expect(verdicts.map(told)).toEqual(played().verdicts.map(told));
});

function told({ case: { id }, run, outcome, checks, rules }: Verdict): unknown {
  return { id, run, outcome, checks, rules };
}

/** Without it another rule says the same. */
const TWINS = ['send/transaction-quota'];

/** Refused with a lone -1, whatever status they have. */
const BARE = /^(version\/|call\/not-ffa$)/;
/** Only the sweep over all functions meets them. */
const SWEPT = ['mailbox/no-tx'];

describe('a planted defect is found', () => {
  const { verdicts } = played();
  const provoked = RULES.filter(({ id }) => verdicts.some(({ rules }) => rules.has(id)));
  /** The cases that a rule refuses something in, which are those that can find out. */
  const casesOf = (id: string) =>
    CASES.filter((subject) => verdicts.some((each) => each.case === subject && each.rules.has(id)));

  test.each([
    [
      { rule: 'retrieve/tag', enforced: false },
      'share/handle-and-tag vm1-sp1: another tag: INVALID_PARAMETERS by retrieve/tag, got success',
    ],
    [
      { rule: 'send/sender', status: 'INVALID_PARAMETERS' },
      'share/mistakes-in-descriptor vm1: in the name of another: DENIED by send/sender, got INVALID_PARAMETERS by send/sender',
    ],
  ] as const)('and named: %j', (defect, line) => {
    const { ok, verdicts: found, ...result } = played({ profile: withDefect(defect) });
    expect(ok).toBe(false);
    expect(problemLines({ ...result, ok, verdicts: found })).toContain(line);
  });

  test.each(
    provoked.filter(({ id, structural }) => structural !== true && !TWINS.includes(id)).map(({ id }) => id),
  )('%s is not judged', (id) => {
    expect(played({ profile: withDefect({ rule: id, enforced: false }), cases: casesOf(id) }).ok).toBe(false);
  });

  test.each(
    provoked
      .filter(({ id }) => !BARE.test(id) && !SWEPT.includes(id))
      .map(({ id, status }) => [id, status] as const),
  )('%s has another status than %s', (id, status) => {
    const profile = withDefect({ rule: id, status: status === 'BUSY' ? 'NO_DATA' : 'BUSY' });
    expect(played({ profile, cases: casesOf(id) }).ok).toBe(false);
  });
});

test.each([1, 3, 7])(
  'a manager that lets a borrower retrieve %i times lets it do so, and no more often',
  (retrievals) => {
    const cases = casesLike(CASES, '*retrieved-often');
    const result = played({ cases, machine: new InProcessMachine(SPEC, { retrievals }) });
    expect(problemLines(result)).toEqual([]);
    const times = result.verdicts.flatMap(({ checks }) =>
      checks.filter(({ what }) => what.startsWith('the borrower retrieves')),
    );
    // Two cases in two runs each.
    expect(times).toHaveLength(4 * retrievals);
  },
);
