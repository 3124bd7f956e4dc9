import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { fittingByLane } from '../../model/run/lane-events.ts';
import { Canvas } from '../../view/canvas.tsx';
import { bandAt, drawTimeline, timelineHeight } from '../../view/draw-timeline.ts';
import { EventTable } from './event-table.tsx';
import { SearchBar } from './search-bar.tsx';
import type { RunState } from './state/run-state.ts';
import type { Shown } from './state/shown.ts';

interface TimelinePanelProps {
  readonly state: RunState;
  readonly shown: Shown;
}

/** Calls in the order in which they were made, and transactions from send to end. */
export function TimelinePanel({ state, shown }: TimelinePanelProps): JSX.Element {
  const { run, byLane } = shown;
  const view = state.time.view.value;
  const moment = state.moment.value;
  const { only } = state.search;
  const found = state.search.found.value;
  const fitting = useMemo(() => only && fittingByLane(run, only), [run, only]);
  return (
    <section aria-labelledby="timeline-title">
      <div class="row">
        <h2 id="timeline-title">Timeline</h2>
        <SearchBar state={state} />
        <span class="spread" />
        <button
          type="button"
          onClick={() => state.step(-1)}
          aria-label="Previous refusal"
          title="Previous refusal or fault (p)"
        >
          ‹ Refusal
        </button>
        <button
          type="button"
          onClick={() => state.step(1)}
          aria-label="Next refusal"
          title="Next refusal or fault (n)"
        >
          Refusal ›
        </button>
        <button
          type="button"
          onClick={() => state.time.zoom(-1)}
          aria-label="Stretch the timeline"
          title="Stretch (+)"
        >
          +
        </button>
        <button
          type="button"
          onClick={() => state.time.zoom(1)}
          aria-label="Shrink the timeline"
          title="Shrink (-)"
        >
          −
        </button>
      </div>
      <div class="lanes">
        <ol class="lane-names" aria-label="Lanes">
          {run.lanes.map(({ name }) => (
            <li key={name}>{name}</li>
          ))}
        </ol>
        <Canvas
          height={timelineHeight(run)}
          label={`${run.count} events of ${run.lanes.length} endpoints, ${run.bands.begin.length} transactions; the table below has the same`}
          draw={(sheet) => drawTimeline(sheet, { run, byLane, fitting, view, moment, found })}
          onWidth={state.time.resize}
          onPoint={(x, y) => {
            const band = bandAt(x, y, run, view);
            if (band >= 0) state.selectTransaction(band);
            else state.goTo(Math.floor(view.first + x / view.scale));
          }}
          onDrag={(x) => state.time.pan(x)}
          onWheel={(direction, x) => state.time.zoom(direction, x)}
        />
      </div>
      <label class="slider">
        <span class="unseen">Moment, as the number of an event</span>
        <input
          type="range"
          min={-1}
          max={run.count - 1}
          value={moment}
          aria-valuetext={`event ${moment + 1} of ${run.count}`}
          onInput={({ currentTarget }) => state.goTo(currentTarget.valueAsNumber)}
        />
        <output>
          event {moment + 1} of {run.count}
        </output>
      </label>
      <EventTable state={state} />
    </section>
  );
}
