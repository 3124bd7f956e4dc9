import { lastAtMost } from '../../core/timeline/page-space.ts';
import { LASTING } from '../../core/timeline/slices.ts';
import { BAND_ROWS, labelOf } from '../model/run/bands.ts';
import type { RunOverview } from '../model/run/overview.ts';
import { COLUMN, columnsOf, DETAIL, inSight, lastingInto, type TimeView } from '../model/run/time-layout.ts';
import type { Sheet } from './canvas.tsx';
import { laneColour } from './palette.ts';

export const LANE_HEIGHT = 22;
const BAND_HEIGHT = 14;
const GAP = 2;
/** Room above the lanes for what was found. */
const HEAD = 8;
const FONT = '11px system-ui, "DejaVu Sans", sans-serif';
/** How much is seen of events that do not fit a search. */
const DIMMED = 0.25;
/** A narrower slice has no name. */
const NAMED = 40;

/** What is drawn of a run. */
export interface TimePicture {
  readonly run: RunOverview;
  /** The events of each lane. */
  readonly byLane: readonly Uint32Array[];
  /** Those of them that are looked for; undefined where nothing is. The others are dimmed. */
  readonly fitting: readonly Uint32Array[] | undefined;
  readonly view: TimeView;
  readonly moment: number;
  /** Events that were looked for. */
  readonly found: readonly number[];
}

export function timelineHeight({ lanes, bands }: Pick<RunOverview, 'lanes' | 'bands'>): number {
  return HEAD + lanes.length * LANE_HEIGHT + bands.rows * (BAND_HEIGHT + GAP) + 6;
}

/** Draws lanes with the calls of each endpoint, where the processor goes, and below them transactions from send to end. */
export function drawTimeline(sheet: Sheet, picture: TimePicture): void {
  const { context, width, height, colours } = sheet;
  const { run, view, moment, found } = picture;
  context.font = FONT;
  context.textBaseline = 'middle';
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, width, height);
  const draw = view.scale >= DETAIL ? drawSlices : drawColumns;
  const { byLane, fitting } = picture;
  if (fitting !== undefined) context.globalAlpha = DIMMED;
  for (const [lane, list] of byLane.entries()) draw(sheet, picture, lane, list);
  if (view.scale >= DETAIL) drawSwitches(sheet, picture);
  context.globalAlpha = 1;
  for (const [lane, list] of fitting?.entries() ?? []) draw(sheet, picture, lane, list);
  drawBands(sheet, picture);
  context.fillStyle = colours.found;
  for (const event of found) {
    const x = (event - view.first) * view.scale;
    if (x >= -1 && x < width) context.fillRect(x, 0, Math.max(2, Math.min(view.scale - 1, 8)), HEAD - 3);
  }
  const at = (moment + 1 - view.first) * view.scale;
  context.fillStyle = colours.accent;
  if (run.count > 0 && at >= 0 && at <= width) context.fillRect(Math.max(0, at - 2), 0, 2, height);
}

/** The band at a place; -1 for none. */
export function bandAt(x: number, y: number, { bands, lanes }: RunOverview, view: TimeView): number {
  const row = Math.floor((y - HEAD - lanes.length * LANE_HEIGHT) / (BAND_HEIGHT + GAP));
  const event = view.first + x / view.scale;
  return bands.row.findIndex(
    (each, band) => each === row && (bands.begin[band] ?? 0) <= event && event < (bands.until[band] ?? 0),
  );
}

function drawSlices(
  { context, width, colours }: Sheet,
  { run, view, moment }: TimePicture,
  lane: number,
  list: Uint32Array,
): void {
  const y = HEAD + lane * LANE_HEIGHT;
  const [from, end] = inSight(view, run.count, width);
  const slice = (event: number): void => {
    const x = (event - view.first) * view.scale;
    const length = (Math.min(run.slices.until[event] ?? 0, run.count) - event) * view.scale - 1;
    const wrong = run.wrong[event] === 1;
    context.fillStyle = laneColour(colours, lane);
    context.fillRect(x, y + GAP, length, LANE_HEIGHT - 2 * GAP);
    if (wrong) {
      context.fillStyle = colours.bad;
      context.fillRect(x, y + GAP, Math.min(length, view.scale - 1), 4);
    }
    if (event === moment) {
      context.strokeStyle = colours.accent;
      context.lineWidth = 2;
      context.strokeRect(x + 1, y + GAP + 1, length - 2, LANE_HEIGHT - 2 * GAP - 2);
    }
    if (length < NAMED) return;
    const name = (run.names[run.name[event] ?? 0] ?? '').replace(/^FFA_/, '');
    context.fillStyle = colours.text;
    context.save();
    context.beginPath();
    context.rect(x, y, length - 2, LANE_HEIGHT);
    context.clip();
    context.fillText(name, Math.max(x, 0) + 4, y + LANE_HEIGHT / 2 + 2);
    context.restore();
  };
  const lasting = lastingInto(list, run.slices, from);
  if (lasting >= 0) slice(lasting);
  for (let at = lastAtMost(list.length, (index) => (list[index] ?? 0) < from) + 1; at < list.length; at++) {
    const event = list[at] ?? 0;
    if (event >= end) break;
    slice(event);
  }
}

function drawColumns(
  { context, width, colours }: Sheet,
  { run, view }: TimePicture,
  lane: number,
  list: Uint32Array,
): void {
  const y = HEAD + lane * LANE_HEIGHT + GAP;
  const columns = columnsOf(run, list, view, Math.floor(width));
  for (let x = 0; x < columns.length; ) {
    const look = columns[x];
    let end = x + 1;
    while (end < columns.length && columns[end] === look) end++;
    if (look !== COLUMN.EMPTY) {
      context.fillStyle = look === COLUMN.WRONG ? colours.bad : laneColour(colours, lane);
      context.fillRect(x, y, end - x, LANE_HEIGHT - 2 * GAP);
    }
    x = end;
  }
}

/** Arrows along which the processor goes from lane to lane. */
function drawSwitches({ context, width, colours }: Sheet, { run, view }: TimePicture): void {
  const [from, end] = inSight(view, run.count, width);
  context.strokeStyle = colours.soft;
  context.fillStyle = colours.soft;
  context.lineWidth = 1;
  for (let event = from; event < end; event++) {
    const to = run.slices.next[event] ?? -1;
    if (to < 0) continue;
    const x = Math.round((event + 1 - view.first) * view.scale) - 0.5;
    const down = to > (run.lane[event] ?? 0);
    const start = HEAD + (run.lane[event] ?? 0) * LANE_HEIGHT + LANE_HEIGHT / 2;
    const stop = HEAD + to * LANE_HEIGHT + LANE_HEIGHT / 2;
    context.beginPath();
    context.moveTo(x, start);
    context.lineTo(x, stop);
    context.stroke();
    context.beginPath();
    context.moveTo(x, stop);
    context.lineTo(x - 3, stop + (down ? -5 : 5));
    context.lineTo(x + 3, stop + (down ? -5 : 5));
    context.fill();
  }
}

function drawBands({ context, width, colours }: Sheet, { run, view }: TimePicture): void {
  const top = HEAD + run.lanes.length * LANE_HEIGHT + 4;
  /** The pixel up to which each row is drawn: what is narrower than one adds nothing. */
  const drawn = new Float64Array(BAND_ROWS).fill(-1);
  const { begin, until, row: rows } = run.bands;
  for (let band = 0; band < begin.length; band++) {
    const row = rows[band] ?? 0;
    const x = ((begin[band] ?? 0) - view.first) * view.scale;
    const open = until[band] === LASTING;
    const end = open ? run.count : (until[band] ?? 0);
    const right = (end - view.first) * view.scale - 1;
    if (right < 0 || x > width || right <= (drawn[row] ?? 0)) continue;
    const left = Math.max(x, drawn[row] ?? 0, 0);
    drawn[row] = Math.max(right, left + 1);
    const y = top + row * (BAND_HEIGHT + GAP);
    context.fillStyle = open ? colours.bad : colours.soft;
    context.fillRect(left, y, Math.max(1, Math.min(right, width) - left), BAND_HEIGHT);
    if (right - left < NAMED * 2) continue;
    context.fillStyle = colours.ground;
    context.font = '10px system-ui, "DejaVu Sans", sans-serif';
    context.fillText(labelOf(run.bands, band), left + 4, y + BAND_HEIGHT / 2 + 0.5);
    context.font = FONT;
  }
}
