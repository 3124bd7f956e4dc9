/**
 * A place in a source file. Lines and columns count from 1; a column is one UTF-16 unit, a tab counts as one.
 */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Orders positions as a reader meets them. */
export function comparePositions(left: Position, right: Position): number {
  return left.line - right.line || left.column - right.column;
}

/** The position of a character offset in a text. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}
