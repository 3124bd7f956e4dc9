import type { Case } from './case.ts';
import { castOf, type RunName } from './cast.ts';
import { type Announced, announcedFor, type Differences, isLacked, shows } from './differences.ts';
import type { KeptCheck } from './log.ts';
import { type Fact, find } from './needs.ts';
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

/** Facts that were found out so far, by name. */
type Found = Map<string, { readonly fact: Fact; readonly holds: boolean }>;

/** Plays cases on a target one after the other and holds what comes against what is expected of a profile. Tells of every run when it is over. */
export function* playSuite(
  target: Target,
  cases: readonly Case[],
  differences: Differences,
  tell: (verdict: Verdict) => void = () => {},
): Play<SuiteResult> {
  const found: Found = new Map();
  const verdicts: Verdict[] = [];
  for (const subject of cases)
    for (const run of subject.runs) {
      const verdict = yield* playRun(target, subject, run, differences, found);
      verdicts.push(verdict);
      tell(verdict);
    }
  const there = [...found.values()].filter(({ holds }) => holds);
  const unseenLacks = differences.lacks
    .filter((lack) => there.some(({ fact }) => isLacked(fact, lack)))
    .map(({ fact }) => fact);
  const ok = unseenLacks.length === 0 && verdicts.every(({ outcome }) => outcome !== 'failed');
  return { target: target.name, differences, verdicts, unseenLacks, ok };
}

function* playRun(
  target: Target,
  subject: Case,
  run: RunName,
  differences: Differences,
  found: Found,
): Play<Verdict> {
  const cast = castOf(run, target);
  for (const fact of (subject.needs ?? []).flatMap((need) => need(cast))) {
    const { holds } = found.get(fact.name) ?? { holds: yield* find(fact, target) };
    found.set(fact.name, { fact, holds });
    if (!holds) return leftOut(subject, run, fact, differences);
  }
  const played = yield* playCase(subject, cast);
  return judge(subject, run, played, announcedFor(subject, cast.owner.secure, differences));
}

/** A run that is left out for what the profile is not said to lack has failed. */
function leftOut(subject: Case, run: RunName, missing: Fact, { lacks }: Differences): Verdict {
  const expected = missing.of === 'target' || lacks.some((lack) => isLacked(missing, lack));
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
