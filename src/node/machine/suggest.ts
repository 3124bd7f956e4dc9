/** "Did you mean": what a misspelt name most likely stands for. */

import { RM_RULES } from '../../core/gunyah/rules/registry.ts';
import { RULES, similarRules } from '../../core/rules/registry.ts';
import { nearest } from '../manifest/nearest.ts';

export const RULE_IDS: readonly string[] = [...RULES, ...RM_RULES].map(({ id }) => id);

/** What may stand in a place: a list of names, and the one that was most likely meant. */
export function oneOf(names: readonly string[], found: unknown): string {
  return `${names.length > 1 ? 'one of ' : ''}${names.join(', ')}${didYouMean(found, names)}`;
}

/** "; did you mean vault?", or nothing. */
export function didYouMean(found: unknown, names: Iterable<string>): string {
  // Any two short names are alike.
  const near = typeof found === 'string' && found.length > 2 ? nearest(found, names) : undefined;
  return near === undefined ? '' : `; did you mean ${near}?`;
}

/** Ids of rules that resemble a text, best first. One that is a slip of the pen away is the only one. */
export function rulesLike(text: string): readonly string[] {
  const near = nearest(text, RULE_IDS);
  if (near !== undefined) return [near];
  // What a rule is about tells more than its area, which it has in common with dozens.
  const about = text.slice(text.indexOf('/') + 1);
  const alike = about.length > 2 ? similarRules(about) : [];
  return alike.length > 0 || text.length <= 2 ? alike : similarRules(text);
}
