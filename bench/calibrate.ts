import { type Effort, measure, type Timed } from './measure.ts';

/** What this machine needs for things whose cost depends on nothing of ours, in nanoseconds. */
export interface Calibration {
  /** To copy 4 KiB. */
  readonly copy4k: number;
  /** To read a page number as two 32-bit words. */
  readonly u32pair: number;
  /** To read an element of an array by its index. */
  readonly slot: number;
  /** To compare one pair of ranges for overlap. */
  readonly pair: number;
}

/** Keeps the engine from dropping loops whose result nobody uses. */
let sink = 0;

/** Measures the calibrations in this process. */
export function calibrate(effort: Effort): Calibration {
  const time = (timed: Timed) => measure(timed, effort);
  const result = {
    copy4k: time(copies()),
    u32pair: time(pairs()),
    slot: time(slots()),
    pair: time(overlaps()),
  };
  if (Number.isNaN(sink)) throw new Error('a calibration read nothing');
  return result;
}

function copies(): Timed {
  const from = new Uint32Array(1024).fill(7);
  const into = new Uint32Array(1024);
  return {
    run: (count) => {
      for (let index = 0; index < count; index++) into.set(from);
    },
  };
}

function pairs(): Timed {
  const words = new Uint32Array(1024).fill(0x8000_1000);
  return {
    run: (count) => {
      let sum = 0;
      for (let index = 0; index < count; index++) {
        const word = (index & 255) * 4;
        sum += (words[word + 1] ?? 0) * 0x10_0000 + ((words[word] ?? 0) >>> 12);
      }
      sink += sum;
    },
  };
}

function slots(): Timed {
  const rows = Array.from({ length: 1024 }, (_, index) => ({ index }));
  return {
    run: (count) => {
      let sum = 0;
      // A stride that visits all rows, so that the next one is not the neighbour.
      for (let index = 0; index < count; index++) sum += rows[(index * 389) & 1023]?.index ?? 0;
      sink += sum;
    },
  };
}

function overlaps(): Timed {
  const ranges = 256;
  const first = Float64Array.from({ length: ranges }, (_, index) => 2 * index);
  const pages = new Uint32Array(ranges).fill(1);
  return {
    run: (count) => {
      let found = 0;
      for (let done = 0; done < count; ) {
        const left = done % ranges;
        const start = first[left] ?? 0;
        const end = start + (pages[left] ?? 0);
        const length = Math.min(ranges, count - done);
        for (let right = 0; right < length; right++)
          if (start < (first[right] ?? 0) + (pages[right] ?? 0) && (first[right] ?? 0) < end) found++;
        done += length;
      }
      sink += found;
    },
  };
}
