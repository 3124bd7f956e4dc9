import type { Case } from './case.ts';

/** The cases that a pattern names: an id, an area, or either with * for any text. */
export function casesLike(cases: readonly Case[], pattern: string): readonly Case[] {
  const text = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const whole = new RegExp(`^${text.join('.*')}(/.*)?$`);
  return cases.filter(({ id }) => whole.test(id));
}
