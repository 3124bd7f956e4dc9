import type { TraceEvent, TraceListener } from '../../core/board/trace.ts';

/** Something that happened, and how many microseconds after the machine had been made. */
export interface Happened {
  readonly event: TraceEvent;
  readonly us: number;
}

/** The time of a machine that others may have run before. */
export class MachineClock {
  private readonly began: number;

  constructor(past: readonly Happened[]) {
    this.began = performance.now() - (past.at(-1)?.us ?? 0) / 1000;
  }

  /** Microseconds. */
  get now(): number {
    return Math.round((performance.now() - this.began) * 1000);
  }
}

/** Keeps all that happens, for whoever goes on with the machine. */
export class Story {
  readonly happened: Happened[];
  private readonly clock: MachineClock;

  constructor(past: readonly Happened[]) {
    this.happened = [...past];
    this.clock = new MachineClock(past);
  }

  readonly note: TraceListener = (event) => {
    this.happened.push({ event, us: this.clock.now });
  };
}
