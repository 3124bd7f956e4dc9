import { type Cell, type Family, levelOf } from '../model/explore/coverage.ts';
import { CELL, type CoverageLayout, cellPlace, NAME } from '../model/explore/coverage-layout.ts';
import type { Sheet } from './canvas.tsx';
import type { Palette } from './palette.ts';

const SIDE = CELL - 3;
const FONT = '12px system-ui, "DejaVu Sans", sans-serif';
/** How much of the accent a cell has, by its level. */
const STRENGTH = [0, 0.25, 0.45, 0.7, 1];

/** What is drawn of what was met. */
export interface CoveragePicture {
  readonly families: readonly Family[];
  readonly cells: readonly Cell[];
  readonly layout: CoverageLayout;
  /** Number of a cell; -1 for none. */
  readonly selected: number;
}

/** Draws a cell for everything that may be met, by how often it was. */
export function drawCoverage(
  { context, width, height, colours }: Sheet,
  { families, cells, layout, selected }: CoveragePicture,
): void {
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, width, height);
  context.font = FONT;
  context.textBaseline = 'middle';
  for (const [index, { name, met, cells: own }] of families.entries()) {
    const place = layout.places[index];
    if (place === undefined) continue;
    context.fillStyle = met === own.length ? colours.soft : colours.text;
    context.fillText(name, place.x, place.y + SIDE / 2, NAME - 8);
  }
  for (const [index, { times }] of cells.entries()) {
    const place = cellPlace(layout, index);
    if (place !== undefined) drawLevel(context, place.x, place.y, levelOf(times), colours);
  }
  const place = cellPlace(layout, selected);
  if (place === undefined) return;
  context.strokeStyle = colours.text;
  context.lineWidth = 2;
  context.strokeRect(place.x - 1, place.y - 1, SIDE + 2, SIDE + 2);
}

/** Draws a cell: empty with a red border where it was never met. */
export function drawLevel(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  level: number,
  { accent, bad, line }: Palette,
): void {
  context.lineWidth = level === 0 ? 1.5 : 1;
  context.strokeStyle = level === 0 ? bad : line;
  context.globalAlpha = STRENGTH[level] ?? 1;
  context.fillStyle = accent;
  context.fillRect(x, y, SIDE, SIDE);
  context.globalAlpha = 1;
  context.strokeRect(x + 0.75, y + 0.75, SIDE - 1.5, SIDE - 1.5);
}
