import type { Case } from './case.ts';
import { castOf, type RunName } from './cast.ts';
import { type Announced, announcedFor, type Differences, shows } from './differences.ts';
import type { KeptCheck } from './log.ts';
import type { Fact } from './needs.ts';
import type { Play } from './play.ts';
import { type Played, playCase } from './play-case.ts';
import type { Target } from './target.ts';

/** One run of a case and what is to be said about it. */
export interface Verdict {
  readonly case: Case;
  readonly run: RunName;
  readonly outcome: 'passed' | 'failed' | 'left out';
  /** Checks that came otherwise than expected, or differ as the profile says. */
  readonly checks: readonly KeptCheck[];
  /** Checks that failed and that no difference of the profile announced. */
  readonly unexpected: readonly KeptCheck[];
  /** Differences that the profile announced and that did not show. */
  readonly unseen: readonly Announced[];
  /** Why it was left out. */
  readonly missing?: Fact;
  readonly rules: ReadonlySet<string>;
}

/** What came of a suite. */
export interface SuiteResult {
  readonly target: string;
  readonly differences: Differences;
  readonly verdicts: readonly Verdict[];
  /** Things that the profile was said to lack and that are there. */
  readonly unseenLacks: readonly string[];
  readonly ok: boolean;
}

/** Plays cases on a target one after the other and holds what comes against what is expected of a profile. Tells of every run when it is over. */
export function* playSuite(
  target: Target,
  cases: readonly Case[],
  differences: Differences,
  tell: (verdict: Verdict) => void = () => {},
): Play<SuiteResult> {
  const found = new Map<string, boolean>();
  const verdicts: Verdict[] = [];
  for (const subject of cases)
    for (const run of subject.runs) {
      const verdict = yield* playRun(target, subject, run, differences, found);
      verdicts.push(verdict);
      tell(verdict);
    }
  const unseenLacks = differences.lacks.map(({ fact }) => fact).filter((fact) => found.get(fact) === true);
  const ok = unseenLacks.length === 0 && verdicts.every(({ outcome }) => outcome !== 'failed');
  return { target: target.name, differences, verdicts, unseenLacks, ok };
}

function* playRun(
  target: Target,
  subject: Case,
  run: RunName,
  differences: Differences,
  found: Map<string, boolean>,
): Play<Verdict> {
  const cast = castOf(run, target);
  for (const fact of (subject.needs ?? []).flatMap((need) => need(cast))) {
    const known = found.get(fact.name) ?? (yield* fact.find(target));
    found.set(fact.name, known);
    if (!known) return leftOut(subject, run, fact, differences);
  }
  const played = yield* playCase(subject, cast);
  return judge(subject, run, played, announcedFor(subject, cast.owner.secure, differences));
}

/** A run that is left out for what the profile is not said to lack has failed. */
function leftOut(subject: Case, run: RunName, missing: Fact, { lacks }: Differences): Verdict {
  const expected = missing.of === 'target' || lacks.some(({ fact }) => fact === missing.name);
  const outcome = expected ? 'left out' : 'failed';
  return { case: subject, run, outcome, checks: [], unexpected: [], unseen: [], missing, rules: new Set() };
}

function judge(
  subject: Case,
  run: RunName,
  { checks, rules }: Played,
  announced: readonly Announced[],
): Verdict {
  const unexpected = checks.filter((check) => !check.passed && !announced.some((each) => shows(check, each)));
  const unseen = announced.filter((each) => !checks.some((check) => shows(check, each)));
  const outcome = unexpected.length + unseen.length === 0 ? 'passed' : 'failed';
  return { case: subject, run, outcome, checks, unexpected, unseen, rules };
}
