import { hexText } from '../../core/abi/hex.ts';
import type { PageRun } from '../../core/board/page-report.ts';
import { rightsText } from '../../core/memory/page-word.ts';
import { addressText } from '../../core/memory/pages.ts';

const HEADINGS = ['address', 'pages', '', 'owner', 'access', 'held by'];
/** Columns on the left that hold numbers, which end below one another. */
const NUMBERS = 2;

/** The page map as a table: one line a run of pages that are alike. */
export function pageMapLines(runs: readonly PageRun[], width: number): string[] {
  const rows = [HEADINGS, ...runs.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lineOf = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column < NUMBERS ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return rows.flatMap((row) => {
    const line = lineOf(row);
    if (line.length <= width) return [line];
    const held = row.at(-1) ?? '';
    const rest = shorten(lineOf(row.slice(0, -1)), width);
    return held === '' ? [rest] : [rest, shorten(`${' '.repeat(widths[0] ?? 0)}  held by ${held}`, width)];
  });
}

function cells({ address, pages, secure, device, owner, access, held }: PageRun): string[] {
  return [
    addressText(address),
    String(pages),
    `${secure ? 'S' : 'NS'}${device ? ' device' : ''}`,
    owner === '' ? '-' : owner,
    access.length === 0
      ? '-'
      : access.map(({ partition, rights }) => `${partition} ${rightsText(rights)}`).join(', '),
    held === undefined
      ? ''
      : held.kind === 'mailbox'
        ? 'mailbox'
        : `${held.protocol === 'gunyah' ? 'parcel ' : ''}${held.kind} ${hexText(held.handle)}, call ${held.since}`,
  ];
}

function shorten(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width - 3)}...`;
}
