import type { Bench, Workload } from '../bench.ts';
import { type Hostile, hostileSends } from '../hostile.ts';
import { median } from '../measure.ts';
import { SendCalls } from '../send-calls.ts';

const COUNTS = [170, 5_114, 10_000];
/** A send of 5,114 constituents, in its dearest single call. */
const MOST_AT_5114 = 200_000;
/** No call beyond twice what the same number of constituents costs in order. */
const MOST_TO_ORDERED = 2;

/** What a hostile sender can make a single call cost. */
export const w10: Workload = {
  about: 'the dearest single call of hostile sends',
  run(bench) {
    for (const count of COUNTS) {
      let ordered = 0;
      for (const hostile of hostileSends(count)) {
        const ns = dearestCall(bench, hostile);
        if (hostile.name === 'ascending') ordered = ns;
        bench.note(`${hostile.name}, ${count}`, ns, count === 5_114 ? MOST_AT_5114 : undefined);
        bench.compare('to ascending', ns / ordered, MOST_TO_ORDERED);
      }
    }
  },
};

/** Nanoseconds of the dearest call: of each call the median over many sends, and of these the highest. */
function dearestCall({ effort }: Bench, hostile: Hostile): number {
  const calls = new SendCalls(hostile);
  const sends = effort.samples;
  const warmUps = Math.ceil(effort.warmUpCount / calls.count);
  for (let send = 0; send < warmUps; send++) calls.time();
  const times = Array.from({ length: sends }, () => calls.time());
  return Math.max(
    ...Array.from({ length: calls.count }, (_, call) => median(times.map((one) => one[call] ?? 0))),
  );
}
