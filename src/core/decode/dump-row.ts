import { type Mistake, mistake, quote } from './reading.ts';

/** One row of a dump: groups of hex digits and, where the dump has one, the same bytes as text. */
export interface DumpRow {
  readonly kind: 'row';
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** As printed, which may be an address; absent in dumps without offsets. */
  readonly offset: bigint | undefined;
  /** Digits as they stand; an even number in each. */
  readonly groups: readonly string[];
  readonly text: string;
}

export type DumpLine =
  | DumpRow
  /** A star: rows equal to the one before are left out. */
  | { readonly kind: 'repeat'; readonly line: number; readonly column: number }
  /** An offset alone: where the bytes end. */
  | { readonly kind: 'end'; readonly line: number; readonly column: number; readonly offset: bigint };

/** What stands around the groups of a row. */
export interface RowPlace {
  readonly line: number;
  /** Where the groups start in the line, counted from 0. */
  readonly start: number;
  readonly offset: bigint | undefined;
}

const GROUP = /[0-9a-f]+/iy;
const SEPARATOR = /\s(?=[0-9a-f]+(?:\s|$))/iy;

/**
 * Reads the groups of a row and the text behind them: single blanks part groups, two or more start the text. A last
 * group may be shorter than the others.
 */
export function splitRow(text: string, { line, start, offset }: RowPlace): DumpRow | Mistake {
  const groups: string[] = [];
  let at = start;
  for (;;) {
    GROUP.lastIndex = at;
    const group = GROUP.exec(text)?.[0] ?? '';
    const size = groups[0]?.length ?? group.length;
    const ended = groups.length > 0 && groups[groups.length - 1].length < size;
    if (group === '' || group.length % 2 !== 0 || group.length > size || ended)
      return mistake(line, at + 1, quote(text.slice(at)), groupsOf(size));
    groups.push(group);
    at += group.length;
    SEPARATOR.lastIndex = at;
    if (!SEPARATOR.test(text)) break;
    at = SEPARATOR.lastIndex;
  }
  const rest = text.slice(at);
  if (rest.trim() !== '' && !/^\s{2}/.test(rest)) {
    const word = rest.trimStart();
    const column = at + rest.length - word.length + 1;
    return mistake(line, column, quote(word), `${groupsOf(groups[0].length)}, or two blanks before the text`);
  }
  const row = { kind: 'row', line, column: start + 1, offset, groups, text: rest } as const;
  const length = byteCount(row);
  if (rest.trim().length > length) return wrongText(line, at + 1, rest.trim().length, length);
  return row;
}

/** Reads groups of exactly so many hex digits between blanks, as far as `end`. */
export function splitWords(
  text: string,
  { line, start, offset }: RowPlace,
  digits: number,
  end: number = text.length,
): DumpRow | Mistake {
  const groups: string[] = [];
  for (const { 0: group, index } of text.slice(start, end).matchAll(/\S+/g)) {
    if (group.length !== digits || !/^[0-9a-f]+$/i.test(group))
      return mistake(line, start + index + 1, quote(group), groupsOf(digits));
    groups.push(group);
  }
  return { kind: 'row', line, column: start + 1, offset, groups, text: '' };
}

function groupsOf(size: number): string {
  return size === 0 || size % 2 !== 0 ? 'an even number of hex digits' : `groups of ${size} hex digits`;
}

/** The mistake of a text column that does not belong to the bytes beside it. */
export function wrongText(line: number, column: number, characters: number, bytes: number): Mistake {
  return mistake(line, column, `text of ${characters} characters`, `one for each of ${bytes} bytes`);
}

/** Bytes of a row. */
export function byteCount({ groups }: DumpRow): number {
  return groups.reduce((sum, { length }) => sum + length / 2, 0);
}
