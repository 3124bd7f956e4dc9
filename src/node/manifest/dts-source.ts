import type { Node } from 'web-tree-sitter';
import type { Findings } from './finding.ts';
import type { Position } from './position.ts';

/**
 * What evaluating a syntax tree needs at hand: the original text, which the tree was masked from, and the
 * findings.
 */
export interface Source {
  readonly text: string;
  readonly findings: Findings;
}

/** The original text under a piece of syntax. */
export function textOf({ text }: Source, syntax: Node): string {
  return text.slice(syntax.startIndex, syntax.endIndex);
}

export function positionOf(syntax: Node): Position {
  const { row, column } = syntax.startPosition;
  return { line: row + 1, column: column + 1 };
}

/** The named children: everything but punctuation. */
export function partsOf(syntax: Node): readonly Node[] {
  return syntax.namedChildren.filter((child) => child !== null);
}

/** The named children under a field of the grammar. */
export function fieldOf(syntax: Node, field: string): readonly Node[] {
  return syntax.childrenForFieldName(field).filter((child) => child?.isNamed === true);
}
