import { TRACED_RULES } from '../../../core/trace/rules.ts';
import { areaOf } from './areas.ts';

const MOST = 6;
/** Words that many names have, and that say nothing of what is judged. */
const COMMON: ReadonlySet<string> = new Set(['no', 'on', 'to', 'of', 'too', 'not', 'rm']);

/** Rules that judge the same thing elsewhere, by the words of their names; of equals those of the same area, then in the order of the rules. */
export function relatedRules(id: string): readonly { readonly id: string; readonly what: string }[] {
  const words = wordsOf(id);
  const score = (other: string): number => {
    const shared = wordsOf(other).filter((word) => words.includes(word)).length;
    return shared === 0 ? 0 : shared * 2 + Number(areaOf(other) === areaOf(id));
  };
  return TRACED_RULES.filter((rule) => rule.id !== id)
    .map(({ id: other, what }) => ({ id: other, what, score: score(other) }))
    .filter((rule) => rule.score > 0)
    .sort((left, right) => right.score - left.score)
    .slice(0, MOST)
    .map(({ id: other, what }) => ({ id: other, what }));
}

function wordsOf(id: string): readonly string[] {
  const name = id.slice(areaOf(id).length + 1);
  return name.split('-').filter((word) => !COMMON.has(word));
}
