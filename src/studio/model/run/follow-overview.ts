import { highWord, lowWord } from '../../../core/abi/words.ts';
import type { MachineSpec } from '../../../core/board/machine.ts';
import { deltasFrom } from '../../../core/timeline/page-deltas.ts';
import type { PageSpace } from '../../../core/timeline/page-space.ts';
import { LASTING } from '../../../core/timeline/slices.ts';
import type { Timeline } from '../../../core/timeline/timeline.ts';
import { BandRows, kindOf, untilOf } from './bands.ts';
import { emptyOverview, GrowingOverview } from './growing-overview.ts';
import { mapStatesOf } from './map-state.ts';
import type { Ends, Lane, RunGrowth, RunOverview } from './overview.ts';

/** Takes from a timeline what is drawn of it. Who follows it has to be new, and knows all of it then. */
export function overviewOf(
  timeline: Timeline,
  follower: OverviewFollower = new OverviewFollower(timeline),
): RunOverview {
  return new GrowingOverview(emptyOverview(timeline.pages)).add(follower.next());
}

/** Takes from a timeline that grows what is drawn of it, and each part once. */
export class OverviewFollower {
  readonly #timeline: Timeline;
  readonly #space: PageSpace;
  readonly #rows = new BandRows();
  #lanes = 0;
  #names = 0;
  #events = 0;
  #bands = 0;
  #origins: number;
  #states = 0;
  #deltas = 0;
  /** Calls that have been handed over and lasted then, and transactions that were not over. */
  #lasting: readonly number[] = [];
  #open: readonly number[] = [];

  /** Begins with the first event; but what came out about pages before it is in the timeline's `initial`. */
  constructor(timeline: Timeline) {
    this.#timeline = timeline;
    this.#space = timeline.pages.space;
    this.#origins = timeline.pages.origins.length;
  }

  /** Whether pages have other indices now, so that somebody else has to begin anew. */
  get outdated(): boolean {
    return this.#timeline.pages.space !== this.#space;
  }

  /** What there is beyond what this has answered before. */
  next(): RunGrowth {
    return {
      ...this.#nextEvents(),
      ...this.#nextBands(),
      pages: this.#nextPages(),
      lanes: this.#nextLanes(),
    };
  }

  #nextEvents(): Pick<RunGrowth, 'names' | 'lane' | 'name' | 'wrong' | 'slices' | 'over'> {
    const { lane, name, wrong, slices } = this.#timeline;
    const from = this.#events;
    const names = this.#timeline.names.slice(this.#names);
    const over = endsOf(this.#lasting, (call) => slices.until[call] ?? LASTING);
    const until = slices.until.slice(from);
    this.#lasting = [
      ...this.#lasting.filter((call) => slices.until[call] === LASTING),
      ...lastingIn(until).map((at) => from + at),
    ];
    this.#events = lane.length;
    this.#names += names.length;
    return {
      ...{ names, over, lane: lane.slice(from), name: name.slice(from), wrong: wrong.slice(from) },
      slices: { until, next: slices.next.slice(from) },
    };
  }

  #nextBands(): Pick<RunGrowth, 'bands' | 'ended'> {
    const { transactions } = this.#timeline;
    const from = this.#bands;
    const fresh = transactions.slice(from);
    const ended = endsOf(this.#open, (band) => {
      const life = transactions[band];
      return life === undefined ? LASTING : untilOf(life);
    });
    const until = Uint32Array.from(fresh, untilOf);
    this.#open = [
      ...this.#open.filter((band) => transactions[band]?.end === undefined),
      ...lastingIn(until).map((at) => from + at),
    ];
    this.#bands = transactions.length;
    return {
      ended,
      bands: {
        kind: Uint8Array.from(fresh, kindOf),
        low: Uint32Array.from(fresh, ({ handle }) => lowWord(handle)),
        high: Uint32Array.from(fresh, ({ handle }) => highWord(handle)),
        begin: Uint32Array.from(fresh, ({ begin }) => begin),
        until,
        row: Uint8Array.from(fresh, (_, at) => this.#rows.place(transactions, from + at)),
      },
    };
  }

  /** Lanes are counted behind this: where there are new ones, owners may have come by one. */
  #nextPages(): RunGrowth['pages'] {
    const { lanes, pages } = this.#timeline;
    const { origins, states, deltas } = pages;
    const from = lanes.length > this.#lanes ? 0 : this.#states;
    const growth = {
      origins: origins.slice(this.#origins),
      from,
      states: mapStatesOf(states.all.slice(from), lanes),
      deltas: deltasFrom(deltas, this.#deltas),
    };
    this.#origins = origins.length;
    this.#states = states.all.length;
    this.#deltas = deltas.length;
    return growth;
  }

  #nextLanes(): readonly Lane[] {
    const { lanes, machine } = this.#timeline;
    const fresh = lanes.slice(this.#lanes).map((name) => ({ name, where: placeOf(name, machine) }));
    this.#lanes = lanes.length;
    return fresh;
  }
}

function lastingIn(until: Uint32Array): readonly number[] {
  const found: number[] = [];
  for (const [at, end] of until.entries()) if (end === LASTING) found.push(at);
  return found;
}

/** Those of some numbers that have come to an end. */
function endsOf(numbers: readonly number[], until: (number: number) => number): Ends {
  const over = numbers.filter((number) => until(number) !== LASTING);
  return { number: Uint32Array.from(over), until: Uint32Array.from(over, until) };
}

function placeOf(lane: string, machine: MachineSpec | undefined): string {
  const [name] = lane.split('/');
  const partition = machine?.partitions.find((each) => each.name === name);
  if (partition !== undefined) return partition.level;
  const vm = machine?.vms.find((each) => each.name === name);
  return vm === undefined ? '' : `VM ${vm.vmid}`;
}
