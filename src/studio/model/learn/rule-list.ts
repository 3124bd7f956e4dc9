import type { AnyRule } from '../../../core/rules/rule.ts';
import { ruleAnswer, TRACED_RULES } from '../../../core/trace/rules.ts';
import { AREAS, areaOf } from './areas.ts';

/** A rule in a list. */
export interface RuleRow {
  readonly id: string;
  readonly what: string;
  /** What who breaks it gets to see. */
  readonly answer: string;
}

/** The rules of an area. */
export interface RuleGroup {
  readonly area: string;
  readonly about: string;
  readonly rules: readonly RuleRow[];
}

/** Every rule about calls, messages and packets, area by area. */
export const RULE_GROUPS: readonly RuleGroup[] = AREAS.map(({ id, about }) => ({
  area: id,
  about,
  rules: TRACED_RULES.filter((rule) => areaOf(rule.id) === id).map(rowOf),
}));

/** The areas with the rules in which all words of a text occur: in what they say, or in their answer. Areas without any are left out. */
export function searchRules(text: string, groups: readonly RuleGroup[] = RULE_GROUPS): readonly RuleGroup[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return groups;
  return groups
    .map((group) => ({ ...group, rules: group.rules.filter(({ id }) => hasAll(SAID.get(id) ?? '', words)) }))
    .filter(({ rules }) => rules.length > 0);
}

function rowOf(rule: AnyRule): RuleRow {
  return { id: rule.id, what: rule.what, answer: ruleAnswer(rule) };
}

/** All that a rule says, in small letters. */
const SAID: ReadonlyMap<string, string> = new Map(
  TRACED_RULES.map((rule) => [
    rule.id,
    [rule.id, rule.what, rule.why, rule.fix, ruleAnswer(rule)].join('\n').toLowerCase(),
  ]),
);

function hasAll(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}
