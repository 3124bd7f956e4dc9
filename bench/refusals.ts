import { functionId } from '#core/abi/functions.js';
import type { Bench } from './bench.ts';
import type { World } from './world.ts';

const FFA_ERROR = functionId('FFA_ERROR');

/** No dearer than the success, give or take what two runs of the same thing differ by. */
const NO_DEARER = 1.05;

/** A call that is refused. */
export interface Refusal {
  readonly world: World;
  /** The rule that it breaks. */
  readonly rule: string;
  /** Makes call number `index`. */
  readonly call: (index: number) => void;
}

/** What the same call costs when it is not refused, in nanoseconds. */
export interface Success {
  readonly ns: number;
  /** And when what it did is taken back, which is what a refusal at the last moment does. */
  readonly takenBack?: number;
}

/** Measures a refusal and compares it with the success of the same call. */
export function timeRefusal(
  bench: Bench,
  name: string,
  refusal: Refusal,
  success: Success,
  most: number,
): void {
  const { world, rule, call } = refusal;
  const run = (count: number) => {
    for (let index = 0; index < count; index++) {
      call(index);
      if (world.frame[0] !== FFA_ERROR) throw new Error(`${name}: not refused`);
    }
  };
  const after = () => {
    const broken = world.spmc.verdict.rule?.id;
    if (broken !== rule) throw new Error(`${name}: refused by ${broken}, not by ${rule}`);
  };
  const ns = bench.time(name, { run, after, most });
  bench.compare('to success', ns / success.ns, NO_DEARER);
  if (success.takenBack !== undefined) bench.compare('to success and reclaim', ns / success.takenBack);
}
