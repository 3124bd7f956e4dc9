import type { MachineSpec } from '../../../core/board/machine.ts';
import { eventName, wentWrong } from '../../../core/timeline/event-words.ts';
import type { PageDeltas } from '../../../core/timeline/page-deltas.ts';
import type { PageExtent } from '../../../core/timeline/page-space.ts';
import type { Slices } from '../../../core/timeline/slices.ts';
import type { Timeline } from '../../../core/timeline/timeline.ts';
import { type Bands, bandsOf } from './bands.ts';
import { type MapStates, mapStatesOf } from './map-state.ts';

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

/** Takes from a timeline what is drawn of it. */
export function overviewOf(timeline: Timeline): RunOverview {
  const { events, lanes, lane, slices, pages, transactions, machine } = timeline;
  const names: string[] = [];
  const numbers = new Map<string, number>();
  const nameOf = (name: string): number => {
    const number = numbers.get(name) ?? names.push(name) - 1;
    numbers.set(name, number);
    return number;
  };
  return {
    lanes: lanes.map((name) => ({ name, where: placeOf(name, machine) })),
    count: events.length,
    lane,
    name: Uint16Array.from(events, (event) => nameOf(eventName(event))),
    wrong: Uint8Array.from(events, (event) => (wentWrong(event) ? 1 : 0)),
    names,
    slices,
    bands: bandsOf(transactions, events.length),
    pages: {
      extents: pages.space.extents,
      size: pages.space.size,
      cut: pages.space.cut,
      initial: pages.initial,
      states: mapStatesOf(pages.states.all, lanes),
      deltas: pages.deltas,
    },
  };
}

function placeOf(lane: string, machine: MachineSpec | undefined): string {
  const [name] = lane.split('/');
  const partition = machine?.partitions.find((each) => each.name === name);
  if (partition !== undefined) return partition.level;
  const vm = machine?.vms.find((each) => each.name === name);
  return vm === undefined ? '' : `VM ${vm.vmid}`;
}
