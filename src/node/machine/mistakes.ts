import { type Document, isMap, type LineCounter } from 'yaml';

/** Keys and indices from the top of a file to one of its values. */
export type Path = readonly PropertyKey[];

/** What is wrong with a file, and where. Lines and columns count from 1. */
export interface Mistake {
  readonly line: number;
  readonly column: number;
  readonly what: string;
  readonly expected: string;
}

/** Collects what is wrong with a file, and knows where its values stand. */
export class Mistakes {
  readonly found: Mistake[] = [];
  private readonly document: Document;
  private readonly lines: LineCounter;

  constructor(document: Document, lines: LineCounter) {
    this.document = document;
    this.lines = lines;
  }

  /** Something is wrong with the value at a path, or with what encloses it where there is no such value. */
  at(path: Path, what: string, expected: string): void {
    this.atOffset(this.offsetOf(path), what, expected);
  }

  /** Something is wrong with the key of a value. */
  atKey(path: Path, what: string, expected: string): void {
    const map = this.document.getIn(path.slice(0, -1), true);
    const pair = isMap(map)
      ? map.items.find(({ key }) => String((key as { value?: unknown }).value ?? key) === String(path.at(-1)))
      : undefined;
    const range = (pair?.key as { range?: readonly number[] } | undefined)?.range;
    this.atOffset(range?.[0] ?? this.offsetOf(path), what, expected);
  }

  atOffset(offset: number, what: string, expected: string): void {
    const { line, col } = this.lines.linePos(offset);
    this.found.push({ line: Math.max(line, 1), column: Math.max(col, 1), what, expected });
  }

  /** The line of a value. */
  lineOf(path: Path): number {
    return this.lines.linePos(this.offsetOf(path)).line;
  }

  private offsetOf(path: Path): number {
    for (let length = path.length; length >= 0; length--) {
      const node: unknown = this.document.getIn(path.slice(0, length), true);
      const range = (node as { range?: readonly number[] } | undefined)?.range;
      if (range !== undefined) return range[0] ?? 0;
    }
    return 0;
  }
}
