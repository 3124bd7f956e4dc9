import { PAGE_SIZE } from '../../../core/abi/pages.ts';

/** Pixels of a cell, its gap included. */
export const CELL = 10;

/** Which pages a map shows: so many a cell, from one on. */
export interface MapView {
  /** Pages of a cell are 2 to the power of this. */
  readonly zoom: number;
  /** Index of the first page, a multiple of the pages of a cell. */
  readonly first: number;
}

/** The room that a map has. */
export interface MapBox {
  readonly columns: number;
  readonly rows: number;
}

/** 1 GiB a cell. */
const MOST_ZOOM = 18;

export function boxOf(width: number, height: number): MapBox {
  return { columns: Math.max(1, Math.floor(width / CELL)), rows: Math.max(1, Math.floor(height / CELL)) };
}

/** The view in which all pages are seen. */
export function wholeView(size: number, box: MapBox): MapView {
  let zoom = 0;
  while (zoom < MOST_ZOOM && cellsFor(size, zoom) > box.columns * box.rows) zoom++;
  return { zoom, first: 0 };
}

/** The page whose cell is at a point; -1 for none. */
export function pageAt(x: number, y: number, { zoom, first }: MapView, box: MapBox, size: number): number {
  const column = Math.floor(x / CELL);
  const row = Math.floor(y / CELL);
  if (column < 0 || column >= box.columns || row < 0 || row >= box.rows) return -1;
  const page = first + (row * box.columns + column) * 2 ** zoom;
  return page < size ? page : -1;
}

/** The place of the cell of a page; undefined where it is out of sight. */
export function placeOf(
  page: number,
  { zoom, first }: MapView,
  box: MapBox,
): { readonly x: number; readonly y: number } | undefined {
  const cell = Math.floor((page - first) / 2 ** zoom);
  if (page < first || cell >= box.columns * box.rows) return undefined;
  return { x: (cell % box.columns) * CELL, y: Math.floor(cell / box.columns) * CELL };
}

/** Zooms in (-1) or out (1) and keeps a page in sight, about where it was. */
export function zoomed(view: MapView, by: -1 | 1, page: number, size: number, box: MapBox): MapView {
  const zoom = Math.min(wholeView(size, box).zoom, Math.max(0, view.zoom + by));
  const before = Math.floor((page - view.first) / 2 ** view.zoom);
  return panned({ zoom, first: (Math.floor(page / 2 ** zoom) - before) * 2 ** zoom }, 0, size, box);
}

/** Moves by rows, and not beyond the pages. */
export function panned({ zoom, first }: MapView, rows: number, size: number, box: MapBox): MapView {
  const perRow = box.columns * 2 ** zoom;
  const lastRow = Math.max(0, Math.ceil(size / perRow) - box.rows);
  const row = Math.min(lastRow, Math.max(0, Math.round(first / perRow) + rows));
  return { zoom, first: row * perRow };
}

/** A view in which a page is seen: the same where it is. */
export function revealing(view: MapView, page: number, size: number, box: MapBox): MapView {
  if (placeOf(page, view, box) !== undefined) return view;
  const perRow = box.columns * 2 ** view.zoom;
  return panned(
    { ...view, first: (Math.floor(page / perRow) - Math.floor(box.rows / 2)) * perRow },
    0,
    size,
    box,
  );
}

/** What a cell stands for: "4 KiB", "1 MiB". */
export function cellText({ zoom }: MapView): string {
  const bytes = 2 ** zoom * PAGE_SIZE;
  const unit = ['KiB', 'MiB', 'GiB'].findLast((_, power) => bytes >= 1024 ** (power + 1)) ?? 'KiB';
  return `${bytes / 1024 ** (['KiB', 'MiB', 'GiB'].indexOf(unit) + 1)} ${unit}`;
}

function cellsFor(size: number, zoom: number): number {
  return Math.ceil(size / 2 ** zoom);
}
