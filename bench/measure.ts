/** One thing that is timed: `run` does `count` operations; what it needs before and leaves behind is prepared and cleaned off the clock. */
export interface Timed {
  readonly run: (count: number) => void;
  readonly before?: (count: number) => void;
  readonly after?: (count: number) => void;
  /** Operations that fit between one `before` and its `after`. */
  readonly most?: number;
  /** How many times as long as others it is warmed up: the engine needs longer for code of which much is met seldom. */
  readonly settling?: number;
}

/** How long to measure. */
export interface Effort {
  /** Operations before the first that counts, and the least time they take, in milliseconds. */
  readonly warmUpCount: number;
  readonly warmUpTime: number;
  readonly samples: number;
  /** Least time of a sample, in milliseconds. */
  readonly sampleTime: number;
}

export const FULL: Effort = { warmUpCount: 20_000, warmUpTime: 400, samples: 41, sampleTime: 8 };
/** Shows that everything runs; its figures say little. */
export const QUICK: Effort = { warmUpCount: 50, warmUpTime: 5, samples: 3, sampleTime: 1 };

const MOST_WARM_UP = 3_000;

/** Nanoseconds of processor time per operation: the median of many samples. */
export function measure(timed: Timed, effort: Effort): number {
  const { most = Number.POSITIVE_INFINITY, settling = 1 } = timed;
  const warmUpCount = effort.warmUpCount * settling;
  const warmUpTime = effort.warmUpTime * settling;
  const mostWarmUp = MOST_WARM_UP * settling;
  let count = 1;
  let done = 0;
  let spent = 0;
  // The number of operations doubles until a run is long enough, and that is the warm-up at the same time.
  const isWarm = () => (done >= warmUpCount && spent >= warmUpTime) || spent >= mostWarmUp;
  for (let last = 0; !isWarm() || (last < effort.sampleTime && count < most); ) {
    last = once(timed, count);
    done += count;
    spent += last;
    if (last < effort.sampleTime) count = Math.min(count * 2, most);
  }
  return median(Array.from({ length: effort.samples }, () => sample(timed, count, effort)));
}

/** Nanoseconds per operation over as many runs of `count` operations as take long enough. */
function sample(timed: Timed, count: number, effort: Effort): number {
  let runs = 0;
  let spent = 0;
  for (; spent < effort.sampleTime; runs++) spent += once(timed, count);
  return (spent * 1e6) / (runs * count);
}

/** The middle one, or the higher of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[sorted.length >>> 1] ?? Number.NaN;
}

/** Milliseconds of processor time that `count` operations take. Time in which other processes had the processor does not count. */
function once({ before, run, after }: Timed, count: number): number {
  before?.(count);
  const start = process.cpuUsage();
  run(count);
  const { user, system } = process.cpuUsage(start);
  after?.(count);
  return (user + system) / 1e3;
}
