import { assembleDump } from './assemble-dump.ts';
import type { DumpRow } from './dump-row.ts';
import { bareRow, bareRowBehind, offsetRow, prefixShape } from './kernel-row.ts';
import type { Format, Mistake } from './reading.ts';

/**
 * Rows of the kernel's `print_hex_dump`, with what a log writes before them: time, driver, prefix, and an offset or
 * address unless the dump has none. Groups of more than one byte are numbers of a little-endian machine. Lines of
 * the log that are no rows are passed over; a row that is missing shows in the offsets.
 */
export const kernelDump: Format = {
  name: 'print_hex_dump',
  detects: ({ lines }) =>
    lines.some((text, index) => isRow(offsetRow(text, index + 1)) || isRow(bareRow(text, index + 1)))
      ? 'log lines end in rows of bytes'
      : undefined,
  read({ lines }) {
    const withOffset = lines.some((text, index) => isRow(offsetRow(text, index + 1)));
    const rows: DumpRow[] = [];
    let prefix: string | undefined;
    for (const [index, text] of lines.entries()) {
      const row = withOffset ? offsetRow(text, index + 1) : rowBehind(prefix, text, index + 1);
      if (row === undefined) continue;
      if ('ok' in row) return row;
      rows.push(row);
      prefix ??= prefixShape(text.slice(0, row.column - 1));
    }
    return assembleDump(rows, 'little-endian');
  },
};

function isRow(row: DumpRow | Mistake | undefined): boolean {
  return row !== undefined && 'kind' in row;
}

function rowBehind(prefix: string | undefined, text: string, line: number): DumpRow | Mistake | undefined {
  return prefix === undefined ? bareRow(text, line) : bareRowBehind(prefix, text, line);
}
