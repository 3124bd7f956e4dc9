const INDENT = '  ';
const GAP = '  ';

/** Rows as lines of columns, the first of which ends below itself, as numbers do. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<readonly number[]>(
    (most, row) => row.map((cell, column) => Math.max(most[column] ?? 0, cell.length)),
    [],
  );
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  return rows.map((row) => `${INDENT}${row.map(pad).join(GAP)}`.trimEnd());
}
