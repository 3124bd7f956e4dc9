import { boxOf, CELL, type MapView, placeOf } from '../model/run/map-layout.ts';
import type { MapMoment } from '../model/run/map-moment.ts';
import { ACCESS } from '../model/run/map-state.ts';
import type { PagesOverview } from '../model/run/overview.ts';
import type { Sheet } from './canvas.tsx';
import { laneColour, type Palette } from './palette.ts';

const GAP = 1;
const SIDE = CELL - GAP;

/** What is drawn of pages. */
export interface MapPicture {
  readonly pages: PagesOverview;
  readonly moment: MapMoment;
  readonly view: MapView;
  /** Index of a page; -1 for none. */
  readonly selected: number;
}

/** Draws the page map: a cell for one page or many, coloured by owner, hatched by access. */
export function drawMap(
  { context, width, height, colours }: Sheet,
  { pages, moment, view, selected }: MapPicture,
): void {
  const box = boxOf(width, height);
  const perCell = 2 ** view.zoom;
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, width, height);
  for (let cell = 0; cell < box.columns * box.rows; cell++) {
    const page = view.first + cell * perCell;
    if (page >= pages.size) break;
    const { state, mixed } = moment.cell(page, perCell);
    const x = (cell % box.columns) * CELL;
    const y = Math.floor(cell / box.columns) * CELL;
    context.fillStyle = laneColour(colours, pages.states.owner[state] ?? -1);
    context.fillRect(x, y, SIDE, SIDE);
    hatch(context, x, y, pages.states.access[state] ?? 0, colours);
    if (mixed) {
      context.fillStyle = colours.text;
      context.fillRect(x + SIDE - 2, y + SIDE - 2, 2, 2);
    }
  }
  const place = selected < 0 ? undefined : placeOf(selected, view, box);
  if (place === undefined) return;
  context.strokeStyle = colours.accent;
  context.lineWidth = 2;
  context.strokeRect(place.x - 0.5, place.y - 0.5, SIDE + 1, SIDE + 1);
}

const [, , MAILBOX, SHARED, WAITING, LENT] = ACCESS.map((_, index) => index);

/** Draws who may use a cell's pages, over the colour of their owner. */
export function hatch(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  access: number,
  { text, bad }: Palette,
): void {
  context.fillStyle = text;
  if (access === MAILBOX) context.fillRect(x + 3, y + 3, SIDE - 6, SIDE - 6);
  if (access === SHARED) context.fillRect(x, y + 4, SIDE, 1.5);
  if (access !== WAITING && access !== LENT) return;
  context.strokeStyle = access === LENT ? bad : text;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x, y + SIDE);
  context.lineTo(x + SIDE, y);
  if (access === LENT) {
    context.moveTo(x, y);
    context.lineTo(x + SIDE, y + SIDE);
  }
  context.stroke();
}
