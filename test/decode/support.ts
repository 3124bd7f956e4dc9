/** Dumps of any bytes, as the tools print them, and what a reader makes of a text. */

import { readInput } from '../../src/core/decode/read-input.ts';

/** The bytes in groups of so many, as hex digits; little-endian groups show the last byte first. */
function groupsOf(row: Uint8Array, size: number, swapped: boolean): string[] {
  const groups: string[] = [];
  for (let at = 0; at < row.length; at += size) {
    const group = [...row.subarray(at, at + size)].map(digits);
    groups.push((swapped ? group.reverse() : group).join(''));
  }
  return groups;
}

function digits(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function textOf(row: Uint8Array): string {
  return [...row].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
}

function rowsOf(bytes: Uint8Array, columns: number): { at: number; row: Uint8Array }[] {
  const rows: { at: number; row: Uint8Array }[] = [];
  for (let at = 0; at < bytes.length; at += columns) rows.push({ at, row: bytes.subarray(at, at + columns) });
  return rows;
}

export interface DumpStyle {
  /** Bytes of a row. */
  readonly columns?: number;
  /** Bytes of a group. */
  readonly group?: number;
  readonly swapped?: boolean;
  readonly prefix?: string;
  readonly start?: number;
}

/** `xxd`, with `-c`, `-g`, `-e` and `-o`. */
export function xxdOf(bytes: Uint8Array, style: DumpStyle = {}): string {
  const { columns = 16, group = 2, swapped = false, start = 0 } = style;
  const width = columns * 2 + Math.ceil(columns / group) + 1;
  return rowsOf(bytes, columns)
    .map(({ at, row }) => {
      const hex = groupsOf(row, group, swapped).join(' ').padEnd(width);
      return `${(start + at).toString(16).padStart(8, '0')}: ${hex}${textOf(row)}\n`;
    })
    .join('');
}

/** `xxd -p`. */
export function xxdPlainOf(bytes: Uint8Array): string {
  return rowsOf(bytes, 30)
    .map(({ row }) => `${[...row].map(digits).join('')}\n`)
    .join('');
}

/** Rows with stars where they repeat, and the closing offset, as `hexdump` does it. */
function squeezed(bytes: Uint8Array, offsetDigits: number, show: (row: Uint8Array) => string): string {
  const lines: string[] = [];
  let before = '';
  for (const { at, row } of rowsOf(bytes, 16)) {
    const shown = show(row);
    const repeated = row.length === 16 && shown === before;
    if (!repeated) lines.push(`${at.toString(16).padStart(offsetDigits, '0')} ${shown}`);
    else if (lines.at(-1) !== '*') lines.push('*');
    before = shown;
  }
  return [...lines, bytes.length.toString(16).padStart(offsetDigits, '0'), ''].join('\n');
}

/** `hexdump -C`. */
export function canonicalOf(bytes: Uint8Array): string {
  return squeezed(bytes, 8, (row) => {
    const halves = [row.subarray(0, 8), row.subarray(8)].map((half) => groupsOf(half, 1, false).join(' '));
    return ` ${halves.join('  ').padEnd(48)}  |${textOf(row)}|`;
  });
}

/** `hexdump` without options. */
export function wordsOf(bytes: Uint8Array): string {
  return squeezed(bytes, 7, (row) =>
    groupsOf(row, 2, true)
      .map((group) => group.padStart(4, '0'))
      .join(' '),
  );
}

/** `print_hex_dump` with offsets, as a kernel log shows it. */
export function kernelOf(bytes: Uint8Array, style: DumpStyle = {}): string {
  const { columns = 16, group = 4, prefix = 'ffa tx: ', start = 0 } = style;
  return rowsOf(bytes, columns)
    .map(({ at, row }) => {
      const size = row.length % group === 0 ? group : 1;
      const hex = groupsOf(row, size, true)
        .join(' ')
        .padEnd(columns * 2 + columns / size + 1);
      const time = `[${(12.25 + at / 1e6).toFixed(6).padStart(12)}]`;
      return `${time} ${prefix}${(start + at).toString(16).padStart(8, '0')}: ${hex}${textOf(row)}\n`;
    })
    .join('');
}

/** `xxd -i`. */
export function arrayOf(bytes: Uint8Array): string {
  const rows = rowsOf(bytes, 12).map(
    ({ row }) => `  ${[...row].map((byte) => `0x${digits(byte)}`).join(', ')}`,
  );
  return `unsigned char desc_bin[] = {\n${rows.join(',\n')}\n};\nunsigned int desc_bin_len = ${bytes.length};\n`;
}

/** Rust, in words of 32 bits. The length is a multiple of 4. */
export function rustOf(bytes: Uint8Array): string {
  const words = groupsOf(bytes, 4, true).map((group) => `0x${group}_u32`);
  return `const DESC: [u32; ${words.length}] = [${words.join(', ')}];\n`;
}

/** What a text is read as: format and bytes, or the mistake in words. */
export function readText(input: string | Uint8Array): { format: string; bytes?: number[]; mistake?: string } {
  const read = readInput(input);
  if (read.ok) return { format: read.format, bytes: read.pieces.flatMap(({ bytes }) => [...bytes]) };
  const { format, line, column, found, expected } = read;
  return { format, mistake: `${line}:${column}: found ${found}, expected ${expected}` };
}
