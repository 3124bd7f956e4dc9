import type { ComponentChildren, JSX } from 'preact';
import type { FileMistake } from '../model/file-mistake.ts';

/** So many are listed: the first ones explain most of the others. */
const MOST_LISTED = 8;

interface MistakeListProps {
  readonly mistakes: readonly FileMistake[];
  /** What stands for a mistake's place, where it is more than a text. */
  readonly place?: (mistake: FileMistake, text: string) => ComponentChildren;
}

/** What is wrong with a file, line by line. */
export function MistakeList({ mistakes, place = (_, text) => text }: MistakeListProps): JSX.Element {
  return (
    <ul class="mistakes">
      {mistakes.slice(0, MOST_LISTED).map((mistake) => {
        const { line, column, what, expected } = mistake;
        return (
          <li key={`${line}:${column}:${what}`}>
            {place(mistake, `line ${line}, column ${column}`)}: {what}, expected {expected}
          </li>
        );
      })}
      {mistakes.length > MOST_LISTED && <li>and {mistakes.length - MOST_LISTED} more</li>}
    </ul>
  );
}
