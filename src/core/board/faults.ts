import { answer, createFrame, type Frame, fail, setHalves, w } from '../abi/frame.ts';
import { functionId, functionOfId, widthOfId } from '../abi/functions.ts';
import { STATUS } from '../abi/statuses.ts';
import { lowerHalf, packHalves } from '../abi/words.ts';
import { type FaultRule, TICK } from './fault-rule.ts';
import type { PartitionSpec } from './machine.ts';

const FFA_VERSION: number = functionId('FFA_VERSION');
const FFA_INTERRUPT: number = functionId('FFA_INTERRUPT');
const FFA_RUN: number = functionId('FFA_RUN');

/** Who makes a call. */
export interface Caller {
  readonly name: string;
  readonly vcpu: number;
}

/** What becomes of a call. */
export type Met =
  /** The manager has it, as it is or, after an interruption, as it was before. */
  | { readonly call: Frame }
  /** The manager never sees it. Time passes before a partition that was interrupted goes on: milliseconds, on boards that have time. */
  | { readonly answer: Frame; readonly after: number };

/** A call that is interrupted: what was asked, how to ask for more, and how often that is in vain. */
interface Interrupted {
  readonly call: Frame;
  readonly target: number;
  left: number;
}

/**
 * Stands between partitions and their manager, and has calls go wrong as rules say: the manager never sees them, so that drivers meet errors
 * that it has no reason for.
 */
export class Faults {
  private readonly rules: readonly FaultRule[];
  private readonly partitions: readonly PartitionSpec[];
  private readonly callers: readonly string[];
  /** By rule: how many calls it was about. */
  private readonly seen: number[];
  /** By caller, and by whom it waits for. */
  private readonly interrupted: Map<string, Interrupted>;

  /** `callers`: the partitions whose calls go wrong. Calls that are interrupted by those whose place it takes go on when they are due. */
  constructor(
    rules: readonly FaultRule[],
    partitions: readonly PartitionSpec[],
    callers: readonly string[],
    before?: Faults,
  ) {
    this.rules = rules;
    this.partitions = partitions;
    this.callers = callers;
    this.seen = rules.map(() => 0);
    this.interrupted = before?.interrupted ?? new Map();
  }

  meet(caller: Caller, call: Frame): Met {
    if (!this.callers.includes(caller.name)) return { call };
    const target = this.targetOf(call, caller.vcpu);
    const key = `${caller.name}/${caller.vcpu}/${target}`;
    const interrupted = this.interrupted.get(key);
    if (interrupted !== undefined && w(call, 0) === FFA_RUN) return this.again(key, interrupted);
    const rule = this.due(call);
    if (rule === undefined) return { call };
    const { effect } = rule;
    if ('answer' in effect) return { answer: refusalOf(call, STATUS[effect.answer]), after: 0 };
    return this.again(key, { call: call.slice(), target, left: effect.interrupts });
  }

  /** The first rule that the call is due for. Every rule counts the calls that it is about. */
  private due(call: Frame): FaultRule | undefined {
    return this.rules.filter((rule, index) => {
      if (!isCallOf(rule.function, call)) return false;
      const number = ++this.seen[index];
      return number >= rule.first && number < rule.first + rule.calls;
    })[0];
  }

  private again(key: string, interrupted: Interrupted): Met {
    const { call, target, left } = interrupted;
    if (left === 0) {
      this.interrupted.delete(key);
      return { call };
    }
    interrupted.left--;
    this.interrupted.set(key, interrupted);
    const frame = createFrame();
    answer(frame, FFA_INTERRUPT, target);
    return { answer: frame, after: TICK };
  }

  /** Endpoint and context that would have the processor, as FFA_INTERRUPT names them and FFA_RUN asks for them. */
  private targetOf(call: Frame, vcpu: number): number {
    if (w(call, 0) === FFA_RUN) return w(call, 1);
    const endpoint = lowerHalf(w(call, 1));
    const contexts = this.partitions.find(({ id }) => id === endpoint)?.contexts ?? 1;
    return packHalves(endpoint, vcpu % contexts);
  }
}

function isCallOf(name: string, call: Frame): boolean {
  const id = w(call, 0);
  const row = functionOfId(id);
  return row !== undefined && (name === row.name || name === `${row.name}_${widthOfId(id)}`);
}

/** FFA_VERSION has its error in x0, as SMCCC has it. */
function refusalOf(call: Frame, status: number): Frame {
  const frame = call.slice();
  if (w(call, 0) === FFA_VERSION) setHalves(frame, 0, status >>> 0, 0xffff_ffff);
  else fail(frame, status);
  return frame;
}
