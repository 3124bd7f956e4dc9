import type { Family } from './coverage.ts';

/** Pixels of a cell with the gap beside it, of the name of a family, and between two columns of families. */
export const CELL = 16;
export const NAME = 96;
const GUTTER = 24;
/** A narrower map has its families below each other. */
const WIDE = 760;
/** Below a family. */
const GAP = 6;

/** Where a family stands. */
export interface FamilyPlace {
  /** Of its name. */
  readonly x: number;
  readonly y: number;
  /** The number of its first cell in the map. */
  readonly first: number;
  readonly count: number;
}

/** Where everything stands in a map. */
export interface CoverageLayout {
  readonly places: readonly FamilyPlace[];
  /** Cells of a row. */
  readonly columns: number;
  readonly height: number;
}

/** Lays families out, in two columns of about the same height where there is room. */
export function coverageLayout(families: readonly Pick<Family, 'cells'>[], width: number): CoverageLayout {
  const sides = width >= WIDE ? 2 : 1;
  const side = (width - (sides - 1) * GUTTER) / sides;
  const columns = Math.max(1, Math.floor((side - NAME) / CELL));
  const heights = families.map(({ cells }) => Math.ceil(cells.length / columns) * CELL + GAP);
  const half = heights.reduce((sum, height) => sum + height, 0) / sides;
  const places: FamilyPlace[] = [];
  let [x, y, first, height] = [0, 0, 0, 0];
  for (const [index, { cells }] of families.entries()) {
    const own = heights[index] ?? 0;
    // A family goes where less of it stands out.
    if (x === 0 && sides === 2 && y + own / 2 > half) [x, y] = [side + GUTTER, 0];
    places.push({ x, y, first, count: cells.length });
    y += own;
    first += cells.length;
    height = Math.max(height, y);
  }
  return { places, columns, height: Math.max(height, CELL) };
}

/** The left upper corner of a cell. */
export function cellPlace(
  { places, columns }: CoverageLayout,
  cell: number,
): { readonly x: number; readonly y: number } | undefined {
  const family = places.find(({ first, count }) => cell >= first && cell < first + count);
  if (family === undefined) return undefined;
  const inside = cell - family.first;
  return {
    x: family.x + NAME + (inside % columns) * CELL,
    y: family.y + Math.floor(inside / columns) * CELL,
  };
}

/** The cell at a place; -1 for none. */
export function cellAt({ places, columns }: CoverageLayout, x: number, y: number): number {
  for (const { first, count, ...place } of places) {
    const column = Math.floor((x - place.x - NAME) / CELL);
    const row = Math.floor((y - place.y) / CELL);
    const inside = row * columns + column;
    if (column >= 0 && column < columns && row >= 0 && inside < count) return first + inside;
  }
  return -1;
}

/** The cell to which a key goes from another; undefined for keys that mean something else. */
export function cellKey(
  layout: CoverageLayout,
  key: string,
  from: number,
  cells: number,
): number | undefined {
  const clamp = (cell: number): number => Math.max(0, Math.min(cells - 1, cell));
  const family = layout.places.findIndex(({ first, count }) => from >= first && from < first + count);
  switch (key) {
    case 'ArrowRight':
      return clamp(from + 1);
    case 'ArrowLeft':
      return clamp(from - 1);
    case 'ArrowDown':
      return clamp(layout.places[family + 1]?.first ?? from);
    case 'ArrowUp':
      return clamp(layout.places[Math.max(0, family - 1)]?.first ?? 0);
    case 'Home':
      return 0;
    case 'End':
      return cells - 1;
    default:
      return undefined;
  }
}
