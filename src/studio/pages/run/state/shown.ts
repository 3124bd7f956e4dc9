import { GrowingOverview } from '../../../model/run/growing-overview.ts';
import { LaneEvents } from '../../../model/run/lane-events.ts';
import { MapMoment } from '../../../model/run/map-moment.ts';
import type { RunGrowth, RunOverview } from '../../../model/run/overview.ts';
import type { RunReply } from '../../../worker/run-protocol.ts';

/** A run that can be looked at. */
export interface Shown {
  readonly run: RunOverview;
  readonly byLane: readonly Uint32Array[];
  readonly moment: MapMoment;
  readonly about: string;
  readonly notes: readonly string[];
}

/** What a worker has loaded, prepared for canvases. */
export class GrowingShown {
  #shown: Shown;
  readonly #lanes = new LaneEvents();
  /** Made when there is more: most runs have ended. */
  #overview: GrowingOverview | undefined;

  constructor({ overview: run, about, notes }: Extract<RunReply, { kind: 'run' }>) {
    this.#shown = { run, byLane: this.#lanes.add(run), moment: new MapMoment(run.pages), about, notes };
  }

  get shown(): Shown {
    return this.#shown;
  }

  add(growth: RunGrowth): void {
    this.#overview ??= new GrowingOverview(this.#shown.run);
    const run = this.#overview.add(growth);
    this.#shown.moment.grow(run.pages, growth.pages);
    this.#shown = { ...this.#shown, run, byLane: this.#lanes.add(run) };
  }
}
