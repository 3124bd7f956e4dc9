import type { PageDeltas } from '../../../core/timeline/page-deltas.ts';
import type { PageOrigin } from '../../../core/timeline/page-record.ts';
import type { PageExtent } from '../../../core/timeline/page-space.ts';
import type { Slices } from '../../../core/timeline/slices.ts';
import type { Bands } from './bands.ts';
import type { MapStates } from './map-state.ts';

/** All that canvases draw of a run, as arrays that a worker can hand over. Everything else is asked for when somebody looks at it. */
export interface RunOverview {
  readonly lanes: readonly Lane[];
  /** How many events there are. */
  readonly count: number;
  /** Of each event: its lane, the number of its name, and whether it went wrong. */
  readonly lane: Uint16Array<ArrayBuffer>;
  readonly name: Uint16Array<ArrayBuffer>;
  readonly wrong: Uint8Array<ArrayBuffer>;
  readonly names: readonly string[];
  readonly slices: Slices;
  readonly bands: Bands;
  readonly pages: PagesOverview;
}

/** An endpoint, as it is drawn. */
export interface Lane {
  readonly name: string;
  /** As in "S-EL1"; '' where nobody knows. */
  readonly where: string;
}

/** Pages at every moment. */
export interface PagesOverview {
  readonly extents: readonly PageExtent[];
  readonly size: number;
  /** Whether there are more than can be shown. */
  readonly cut: boolean;
  readonly initial: Uint32Array<ArrayBuffer>;
  readonly states: MapStates;
  readonly deltas: PageDeltas;
}

/** What there is of a run beyond what was handed over before: its length is that of what is new, not of the run. */
export interface RunGrowth {
  /** Those that are new. */
  readonly lanes: readonly Lane[];
  readonly names: readonly string[];
  /** Of the new events. */
  readonly lane: Uint16Array<ArrayBuffer>;
  readonly name: Uint16Array<ArrayBuffer>;
  readonly wrong: Uint8Array<ArrayBuffer>;
  readonly slices: Slices;
  /** Older calls that no longer last, and when they were over. */
  readonly over: Ends;
  /** Of the new transactions. */
  readonly bands: Omit<Bands, 'rows'>;
  /** Older transactions that were ended. */
  readonly ended: Ends;
  readonly pages: {
    readonly origins: readonly PageOrigin[];
    /** From this state on; from the first on where older ones look different now. */
    readonly from: number;
    readonly states: MapStates;
    readonly deltas: PageDeltas;
  };
}

/** What has come to its end, by number, and before which event. */
export interface Ends {
  readonly number: Uint32Array<ArrayBuffer>;
  readonly until: Uint32Array<ArrayBuffer>;
}
