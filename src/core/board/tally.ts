import { w } from '../abi/frame.ts';
import { functionName } from '../abi/functions.ts';
import type { StatusName } from '../abi/statuses.ts';
import type { TraceEvent } from './trace.ts';

/** How often a function was called, in one of its widths. */
export interface CallCount {
  readonly function: string;
  readonly calls: number;
  /** How many of them broke a rule. */
  readonly refused: number;
  /** How many of them met a fault instead of the manager. */
  readonly injected: number;
}

/** How often a rule refused a call. */
export interface RefusalCount {
  readonly rule: string;
  readonly status: StatusName;
  readonly calls: number;
}

const NONE: Omit<CallCount, 'function'> = { calls: 0, refused: 0, injected: 0 };

/** Counts what happens on a machine: `machine.listen(tally.note)`. */
export class Tally {
  private readonly calls: Map<string, CallCount> = new Map();
  private readonly refusals: Map<string, RefusalCount> = new Map();

  readonly note = (event: TraceEvent): void => {
    if (event.kind !== 'call') return;
    const { refusal } = event;
    const name = functionName(w(event.in, 0));
    const { calls, refused, injected } = this.calls.get(name) ?? NONE;
    this.calls.set(name, {
      function: name,
      calls: calls + 1,
      refused: refused + (refusal === undefined ? 0 : 1),
      injected: injected + (event.injected ? 1 : 0),
    });
    if (refusal === undefined) return;
    const { rule, status } = refusal;
    this.refusals.set(rule, { rule, status, calls: (this.refusals.get(rule)?.calls ?? 0) + 1 });
  };

  /** The most frequent first; of two that are alike, the one that came first. */
  byFunction(): readonly CallCount[] {
    return mostFirst(this.calls);
  }

  /** In the same order. */
  byRule(): readonly RefusalCount[] {
    return mostFirst(this.refusals);
  }
}

function mostFirst<Count extends { readonly calls: number }>(
  counts: ReadonlyMap<string, Count>,
): readonly Count[] {
  return [...counts.values()].sort((left, right) => right.calls - left.calls);
}
