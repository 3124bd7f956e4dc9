import type { JSX } from 'preact';
import { CELL, cellText, pageAt } from '../../model/run/map-layout.ts';
import { ACCESS, ACCESS_WORDS } from '../../model/run/map-state.ts';
import { AccessSwatch } from '../../view/access-swatch.tsx';
import { Canvas } from '../../view/canvas.tsx';
import { drawMap } from '../../view/draw-map.ts';
import { Walkable } from '../../view/walkable.tsx';
import { PageTable } from './page-table.tsx';
import { MAP_HEIGHT } from './state/map-state.ts';
import type { RunState } from './state/run-state.ts';
import type { Shown } from './state/shown.ts';

interface MapPanelProps {
  readonly state: RunState;
  readonly shown: Shown;
}

/** Who owns every page and who may use it, at the moment. */
export function MapPanel({ state, shown: { run, moment } }: MapPanelProps): JSX.Element {
  const { pages } = run;
  const view = state.map.view.value;
  const box = state.map.box.value;
  const selected = state.detail.page.value;
  // The moment of the map moves with this one, and is drawn anew for it.
  const now = state.moment.value;
  const pick = (x: number, y: number): void => state.selectPage(pageAt(x, y, view, box, pages.size));
  return (
    <section aria-labelledby="map-title">
      <div class="row">
        <h2 id="map-title">Pages</h2>
        <span class="aside">
          {pages.size} pages, a cell is {cellText(view)}
          {pages.cut && '; there are more, which are not shown'}
        </span>
        <span class="spread" />
        <button
          type="button"
          onClick={() => state.map.zoom(-1, centre(state))}
          aria-label="Zoom into the page map"
        >
          +
        </button>
        <button
          type="button"
          onClick={() => state.map.zoom(1, centre(state))}
          aria-label="Zoom out of the page map"
        >
          −
        </button>
      </div>
      <Walkable
        id="page-map"
        label="Page map. Arrows go from cell to cell, plus and minus zoom."
        onKey={(key) => walk(key, state)}
      >
        <Canvas
          height={MAP_HEIGHT}
          label={`Owners of ${pages.size} pages after event ${now + 1}; the table below has the same`}
          draw={(sheet) => drawMap(sheet, { pages, moment, view, selected })}
          onWidth={state.map.resize}
          onPoint={pick}
          onDrag={(_, y) => {
            if (Math.abs(y) >= CELL) state.map.pan(-Math.trunc(y / CELL));
          }}
          onWheel={(direction, x, y) => {
            const page = pageAt(x, y, view, box, pages.size);
            if (page >= 0) state.map.zoom(direction, page);
          }}
        />
      </Walkable>
      <ul class="legend">
        {ACCESS.map((access, index) => (
          <li key={access}>
            <AccessSwatch access={index} /> {ACCESS_WORDS[access]}
          </li>
        ))}
      </ul>
      <PageTable state={state} />
    </section>
  );
}

/** Goes to another cell, or zooms. Returns whether the key did anything. */
function walk(key: string, state: RunState): boolean {
  const cell = 2 ** state.map.view.value.zoom;
  const row = state.map.box.value.columns * cell;
  const by: Readonly<Record<string, number>> = {
    ArrowLeft: -cell,
    ArrowRight: cell,
    ArrowUp: -row,
    ArrowDown: row,
    PageUp: -row * state.map.box.value.rows,
    PageDown: row * state.map.box.value.rows,
  };
  const step = by[key];
  if (step !== undefined) state.selectPage(state.detail.page.value < 0 ? 0 : state.detail.page.value + step);
  else if (key === '+') state.map.zoom(-1, centre(state));
  else if (key === '-') state.map.zoom(1, centre(state));
  else return false;
  return true;
}

/** The page that stays in sight where nobody points at one. */
function centre(state: RunState): number {
  return Math.max(0, state.detail.page.value);
}
