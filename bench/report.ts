import type { Row, Target } from './bench.ts';

const CALIBRATIONS = ['copy4k', 'u32pair', 'slot', 'pair'];

/** All figures as a table. */
export function figuresTable(rows: readonly Row[]): string {
  const head = ['', 'case', 'time', '4 KiB copies', 'u32 pairs', 'slot reads', 'overlap pairs', 'compared'];
  const lines = rows.map(({ id, case: name, ns, ratios }) => {
    const others = Object.entries(ratios).filter(([of]) => !CALIBRATIONS.includes(of));
    const compared = others.map(([of, value]) => `${of} ${rounded(value)}`).join(', ');
    return [id, name, timeText(ns), ...CALIBRATIONS.map((of) => rounded(ratios[of] ?? 0)), compared];
  });
  return table([head, ...lines], new Set([0, 1, 7]));
}

/** The targets that were missed as a table, and how many were met. */
export function targetsTable(targets: readonly Target[]): string {
  const missed = targets.filter(({ value, most }) => value > most);
  const met = `${targets.length - missed.length} of ${targets.length} targets met`;
  if (missed.length === 0) return met;
  const head = ['', 'missed', 'target', 'found'];
  const lines = missed.map(({ id, case: name, of, most, value }) => {
    const text = (figure: number) => (of === 'ns' ? timeText(figure) : `${of} ${rounded(figure)}`);
    return [id, name, text(most), text(value)];
  });
  return `${met}\n\n${table([head, ...lines], new Set([0, 1]))}`;
}

function table(rows: readonly (readonly string[])[], toTheLeft: ReadonlySet<number>): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        toTheLeft.has(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return lines.join('\n');
}

/** "612 ns", "4.31 µs", "45.2 ms". */
function timeText(ns: number): string {
  if (ns < 1_000) return `${rounded(ns)} ns`;
  return ns < 1_000_000 ? `${rounded(ns / 1_000)} µs` : `${rounded(ns / 1_000_000)} ms`;
}

/** Three digits that count. */
function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
}
