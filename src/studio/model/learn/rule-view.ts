import type { Deviation } from '../../../core/rules/profile.ts';
import { PROFILES } from '../../../core/rules/profiles/registry.ts';
import { ruleById } from '../../../core/rules/registry.ts';
import type { AnyRule } from '../../../core/rules/rule.ts';
import { exampleOf } from '../../../core/scenario/examples/examples.ts';
import { ruleAnswer, tracedRule } from '../../../core/trace/rules.ts';
import { playedExample } from './played-example.ts';
import type { PlayedStep } from './played-steps.ts';
import { relatedRules } from './related-rules.ts';

/** What one manager does differently. */
export interface Difference {
  readonly profile: string;
  readonly about: string;
  /** As a clause: "refuses with DENIED". */
  readonly instead: string;
  readonly source: string;
}

/** All that there is to say about a rule. */
export interface RuleView extends Pick<AnyRule, 'id' | 'what' | 'why' | 'fix' | 'source'> {
  /** What who breaks it gets to see. */
  readonly answer: string;
  /** Whether it holds only in profiles that switch it on. */
  readonly optional: boolean;
  readonly broken: readonly PlayedStep[];
  readonly kept: readonly PlayedStep[];
  readonly differences: readonly Difference[];
  readonly related: readonly { readonly id: string; readonly what: string }[];
}

/** The page of a rule, for which both its examples are played; undefined for a rule that there is not. */
export function ruleView(id: string): RuleView | undefined {
  const rule = tracedRule(id);
  const example = exampleOf(id);
  if (rule === undefined || example === undefined) return undefined;
  const { what, why, fix, source } = rule;
  return {
    id,
    what,
    why,
    fix,
    source,
    answer: ruleAnswer(rule),
    optional: ruleById(id)?.optional === true,
    broken: playedExample(example, 'broken'),
    kept: playedExample(example, 'kept'),
    differences: differencesOf(rule),
    related: relatedRules(id),
  };
}

function differencesOf(rule: AnyRule): readonly Difference[] {
  return PROFILES.flatMap(({ name, about, deviations }) =>
    deviations
      .filter((deviation) => deviation.rule === rule.id)
      .map((deviation) => ({
        profile: name,
        about,
        instead: insteadText(deviation, rule),
        source: deviation.source,
      })),
  );
}

function insteadText({ status, enforced, kept }: Deviation, rule: AnyRule): string {
  if (kept === true) return 'leaves things as they are, and says so in its answer';
  if (enforced === false) return 'does not have this rule';
  const answer = status ?? ruleAnswer(rule);
  return enforced === true ? `has this rule, and refuses with ${answer}` : `refuses with ${answer}`;
}
