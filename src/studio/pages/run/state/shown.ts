import { eventsByLane } from '../../../model/run/lane-events.ts';
import { MapMoment } from '../../../model/run/map-moment.ts';
import type { RunOverview } from '../../../model/run/overview.ts';

import type { RunReply } from '../../../worker/run-protocol.ts';

/** A run that can be looked at. */
export interface Shown {
  readonly run: RunOverview;
  readonly byLane: readonly Uint32Array[];
  readonly moment: MapMoment;
  readonly about: string;
  readonly notes: readonly string[];
}

/** Prepares what a worker has loaded for canvases. */
export function shownOf({ overview, about, notes }: Extract<RunReply, { kind: 'run' }>): Shown {
  const byLane = eventsByLane(overview);
  return { run: overview, byLane, moment: new MapMoment(overview.pages), about, notes };
}
