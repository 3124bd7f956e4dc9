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
  /** How often a hypervisor that mediates called it beside, to ask the manager in the name of its guests; absent where there is none. */
  readonly hypervisor?: number;
}

/** How often a rule refused a call. */
export interface RefusalCount {
  readonly rule: string;
  readonly status: StatusName;
  readonly calls: number;
}

type Counts = Omit<CallCount, 'function'>;

/** Counts what happens on a machine: `machine.listen(tally.note)`. */
export class Tally {
  private readonly calls: Map<string, CallCount> = new Map();
  private readonly refusals: Map<string, RefusalCount> = new Map();
  private readonly hypervisor: string | undefined;

  /** `hypervisor`: the partition that mediates, if one does. */
  constructor(hypervisor?: string) {
    this.hypervisor = hypervisor;
  }

  readonly note = (event: TraceEvent): void => {
    if (event.kind !== 'call') return;
    const function_ = functionName(w(event.in, 0));
    const { refusal } = event;
    if (event.from === this.hypervisor) {
      this.add(function_, { hypervisor: 1 });
      return;
    }
    this.add(function_, {
      calls: 1,
      refused: refusal === undefined ? 0 : 1,
      injected: event.injected ? 1 : 0,
    });
    if (refusal === undefined) return;
    const { rule, status } = refusal;
    this.refusals.set(rule, { rule, status, calls: (this.refusals.get(rule)?.calls ?? 0) + 1 });
  };

  /** The most frequent first; of two that are alike, the one that came first. */
  byFunction(): readonly CallCount[] {
    return mostFirst(this.calls);
  }

  /** In the same order. What the hypervisor is refused is told of when it is the answer to a guest. */
  byRule(): readonly RefusalCount[] {
    return mostFirst(this.refusals);
  }

  private add(function_: string, more: Partial<Counts>): void {
    const none: Counts = {
      calls: 0,
      refused: 0,
      injected: 0,
      ...(this.hypervisor === undefined ? {} : { hypervisor: 0 }),
    };
    const before = this.calls.get(function_) ?? none;
    const sums = Object.entries(more).map(([name, count]) => [
      name,
      (before[name as keyof Counts] ?? 0) + count,
    ]);
    this.calls.set(function_, { function: function_, ...before, ...Object.fromEntries(sums) });
  }
}

function mostFirst<Count extends { readonly calls: number }>(
  counts: ReadonlyMap<string, Count>,
): readonly Count[] {
  return [...counts.values()].sort((left, right) => right.calls - left.calls);
}
