import type { Tally } from '../../../core/explore/campaign/tally.ts';
import type { Word } from './words.ts';

/** Something that may be met, and how often it was. */
export interface Cell extends Word {
  readonly times: number;
}

/** Cells whose names begin alike. */
export interface Family {
  readonly name: string;
  readonly cells: readonly Cell[];
  readonly met: number;
}

/** What was met of a list of things. */
export interface Coverage {
  readonly families: readonly Family[];
  readonly cells: readonly Cell[];
  readonly met: number;
}

/** The family of things that are no rule: calls that are granted. */
export const GRANTED = 'granted';

/** Puts a tally beside all that may be met, family by family, each in the order of the list. Other names in the tally count for nothing. */
export function coverageOf(words: readonly Word[], tally: Tally): Coverage {
  const groups = new Map<string, Cell[]>();
  for (const word of words) {
    const family = word.name.includes('/') ? word.name.slice(0, word.name.indexOf('/')) : GRANTED;
    const cell = { ...word, times: Object.hasOwn(tally, word.name) ? (tally[word.name] ?? 0) : 0 };
    groups.set(family, [...(groups.get(family) ?? []), cell]);
  }
  const families = [...groups].map(([name, cells]) => ({ name, cells, met: metOf(cells) }));
  const cells = families.flatMap((family) => family.cells);
  return { families, cells, met: metOf(cells) };
}

function metOf(cells: readonly Cell[]): number {
  return cells.filter(({ times }) => times > 0).length;
}

/** How often, as a colour shows it: 0 for never, then one more for each power of ten. */
export function levelOf(times: number): number {
  return times <= 0 ? 0 : Math.min(LEVELS.length - 1, Math.floor(Math.log10(times)) + 1);
}

/** What the levels stand for. */
export const LEVELS: readonly string[] = ['not met', '1 to 9', '10 to 99', '100 to 999', '1000 or more'];
