/** Something wrong with a file, at its place. */
export interface FileMistake {
  /** From 1 on, as editors count. */
  readonly line: number;
  readonly column: number;
  readonly what: string;
  readonly expected: string;
}
