/** Bytes of a row, and of all rows. */
interface HexSize {
  readonly columns: number;
  readonly length: number;
}

const ROWS_OF_A_PAGE = 16;

/** Where a key takes the cursor among bytes; `undefined` for keys that mean something else. */
export function hexKey(key: string, from: number, { columns, length }: HexSize): number | undefined {
  const step = steps(columns)[key];
  if (step === undefined || length === 0) return undefined;
  return Math.min(Math.max(from + step, 0), length - 1);
}

function steps(columns: number): Readonly<Record<string, number>> {
  return {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -columns * ROWS_OF_A_PAGE,
    PageDown: columns * ROWS_OF_A_PAGE,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
}
