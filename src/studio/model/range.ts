/** A run of bytes. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** Whether two runs have a byte in common. An empty run has none, but lies at one. */
export function meets(a: Range | undefined, b: Range | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.offset < b.offset + Math.max(b.length, 1) && b.offset < a.offset + Math.max(a.length, 1);
}

/** "bytes 4..7", "byte 4". */
export function rangeText({ offset, length }: Range): string {
  return length < 2 ? `byte ${offset}` : `bytes ${offset}..${offset + length - 1}`;
}
