import type { Calibration } from './calibrate.ts';
import { type Effort, measure, type Timed } from './measure.ts';

/** A figure, as it is written to files. */
export interface Row {
  readonly id: string;
  readonly case: string;
  /** Nanoseconds per operation. */
  readonly ns: number;
  /** How many calibrations fit into it, by name, and what else the case is compared with. */
  readonly ratios: Readonly<Record<string, number>>;
}

/** What a figure or one of its ratios should not exceed. */
export interface Target {
  readonly id: string;
  readonly case: string;
  /** "ns", or the name of a ratio. */
  readonly of: string;
  readonly most: number;
  readonly value: number;
}

/** Collects the figures of one workload in one process. */
export class Bench {
  readonly effort: Effort;
  readonly rows: Row[] = [];
  readonly targets: Target[] = [];
  private readonly id: string;
  private readonly calibration: Calibration;

  constructor(id: string, effort: Effort, calibration: Calibration) {
    this.id = id;
    this.effort = effort;
    this.calibration = calibration;
  }

  /** Nanoseconds per operation. */
  measure(timed: Timed): number {
    return measure(timed, this.effort);
  }

  /** Measures a case and notes the figure, which should not exceed `most`. Returns nanoseconds per operation. */
  time(name: string, timed: Timed, most?: number): number {
    const ns = this.measure(timed);
    this.note(name, ns, most);
    return ns;
  }

  /** Notes a figure that was found in another way. */
  note(name: string, ns: number, most?: number): void {
    const { copy4k, u32pair, slot, pair } = this.calibration;
    const ratios = { copy4k: ns / copy4k, u32pair: ns / u32pair, slot: ns / slot, pair: ns / pair };
    this.rows.push({ id: this.id, case: name, ns, ratios });
    if (most !== undefined) this.targets.push({ id: this.id, case: name, of: 'ns', value: ns, most });
  }

  /** Adds a ratio to the case that was noted last. */
  compare(of: string, value: number, most?: number): void {
    const row = this.rows.pop();
    if (row === undefined) throw new Error('nothing was measured yet');
    this.rows.push({ ...row, ratios: { ...row.ratios, [of]: value } });
    if (most !== undefined) this.targets.push({ id: this.id, case: row.case, of, value, most });
  }
}

/** One of the workloads: what it measures, in a process of its own. */
export interface Workload {
  readonly about: string;
  run(bench: Bench): void | Promise<void>;
}
