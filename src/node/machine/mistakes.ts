import { type Document, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair } from 'yaml';

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
  private readonly document: Document;
  private readonly lines: LineCounter;
  private readonly list: Mistake[] = [];

  constructor(document: Document, lines: LineCounter) {
    this.document = document;
    this.lines = lines;
  }

  get any(): boolean {
    return this.list.length > 0;
  }

  /** All mistakes in the order of the file. */
  sorted(): readonly Mistake[] {
    return this.list.toSorted((left, right) => left.line - right.line || left.column - right.column);
  }

  /** Something is wrong with the value at a path, or with what encloses it where there is no such value. */
  at(path: Path, what: string, expected: string): void {
    this.atOffset(this.offsetOf(path), what, expected);
  }

  /** Something is wrong with the key of a value. */
  atKey(path: Path, what: string, expected: string): void {
    const map = this.nodesTo(path.slice(0, -1)).at(-1);
    const key = pairOf(map, path.at(-1))?.key as Node | undefined;
    this.atOffset(key?.range?.[0] ?? this.offsetOf(path), what, expected);
  }

  atOffset(offset: number, what: string, expected: string): void {
    const { line, col } = this.lines.linePos(offset);
    const mistake = { line: Math.max(line, 1), column: Math.max(col, 1), what, expected };
    if (!this.list.some((each) => isSame(each, mistake))) this.list.push(mistake);
  }

  /** A number as the file writes it; undefined where there is none. */
  numeral(path: Path): string | undefined {
    const node = this.nodesTo(path)[path.length];
    return isScalar(node) && typeof node.value === 'number' ? node.source : undefined;
  }

  /** The line of a value. */
  lineOf(path: Path): number {
    return this.lines.linePos(this.offsetOf(path)).line;
  }

  private offsetOf(path: Path): number {
    return this.nodesTo(path).findLast(({ range }) => range != null)?.range?.[0] ?? 0;
  }

  /** The nodes on the way to a value, as far as the way goes. */
  private nodesTo(path: Path): readonly Node[] {
    const nodes: Node[] = [];
    let node: unknown = this.document.contents;
    for (const key of [...path, undefined]) {
      if (node === null || node === undefined) break;
      nodes.push(node as Node);
      node = isSeq(node) ? node.items[Number(key)] : pairOf(node, key)?.value;
    }
    return nodes;
  }
}

function isSame(left: Mistake, right: Mistake): boolean {
  return (
    left.line === right.line &&
    left.column === right.column &&
    left.what === right.what &&
    left.expected === right.expected
  );
}

/** Keys are compared as the texts that they become when a file is read: 0x8001 stands under "32769". */
function pairOf(map: unknown, key: PropertyKey | undefined): Pair | undefined {
  if (!isMap(map)) return undefined;
  return map.items.find((pair) => String(isScalar(pair.key) ? pair.key.value : pair.key) === String(key));
}
