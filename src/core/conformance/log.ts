import { w, x } from '../abi/frame.ts';
import { functionName } from '../abi/functions.ts';
import type { AccessStep } from '../client/port.ts';
import type { VmStep } from '../gunyah/client/port.ts';
import { packetText } from '../gunyah/wire/message-text.ts';
import { statusIn } from './came.ts';
import { type Check, isPassed } from './checks.ts';
import { INVARIANTS } from './invariants.ts';
import type { Act, Reply } from './target.ts';

/** A check with what was done for it. */
export interface KeptCheck extends Check {
  /** The steps since the check before, as lines. Kept where it did not pass. */
  readonly done: readonly string[];
  readonly passed: boolean;
}

/** What went on in a run: the checks, what was done for each, and the rules that refused. */
export class Log {
  readonly checks: KeptCheck[] = [];
  /** Ids of all rules that refused a call. */
  readonly rules: Set<string> = new Set();
  private readonly of: string;
  private steps: (readonly [Act, Reply])[] = [];
  /** The first step that broke each invariant. */
  private readonly broken: Map<string, string> = new Map();

  /** `of` names the case, for its author. */
  constructor(of: string) {
    this.of = of;
  }

  saw(act: Act, reply: Reply): void {
    if (act.do === 'reset') return;
    this.steps.push([act, reply]);
    const rule = reply.seen?.rule;
    if (rule !== undefined) this.rules.add(rule);
    for (const invariant of INVARIANTS)
      if (!this.broken.has(invariant.what) && invariant.isBroken(act, reply))
        this.broken.set(invariant.what, lineOf(act, reply));
  }

  /** Throws for a second check with the same words: nobody could tell them apart. */
  note(check: Check): void {
    if (this.checks.some(({ what }) => what === check.what))
      throw new Error(`${this.of} has two checks "${check.what}"`);
    const passed = isPassed(check);
    this.checks.push({
      ...check,
      passed,
      done: passed ? [] : this.steps.map(([act, reply]) => lineOf(act, reply)),
    });
    this.steps = [];
  }

  /** Notes the invariants, which are checks of all steps of the run. */
  close(): void {
    for (const { what } of INVARIANTS) {
      const got = this.broken.get(what) ?? 'always';
      this.note({ what, expected: 'always', got });
    }
  }
}

function lineOf(act: Act, reply: Reply): string {
  if (act.do === 'reset') return 'the machine starts';
  if (act.do === 'vm-step') return `${act.vm} ${stepText(act.step)} -> ${vmCameText(reply)}`;
  return `${act.endpoint} ${doneText(act)} -> ${cameText(reply)}`;
}

/** What a VM does: a packet by its message. */
function stepText(step: VmStep): string {
  if (step.do === 'send') return `sends ${packetText(step.packet)}`;
  return step.do === 'receive' || step.do === 'sleep' ? `${step.do}s` : accessText(step);
}

function vmCameText({ vm, seen }: Reply): string {
  const rule = seen?.rule === undefined ? '' : ` (${seen.rule})`;
  if (vm === undefined || typeof vm === 'string') return `${vm ?? 'nothing'}${rule}`;
  if ('packet' in vm) return vm.packet === undefined ? 'nothing' : packetText(vm.packet);
  return 'fault' in vm ? `${vm.fault.kind} fault` : `${vm.bytes.length} bytes`;
}

function doneText(act: Exclude<Act, { do: 'reset' | 'vm-step' }>): string {
  if (act.do === 'collect') return 'goes on';
  if (act.do === 'end') return 'ends';
  if (act.do === 'withdraw')
    return `${act.gone ? 'loses' : 'gets back'} the page at 0x${act.address.toString(16)}`;
  const { step } = act;
  if (step.do === 'call') {
    const registers = [1, 2, 3, 4, 5, 6, 7].map((register) => x(step.frame, register));
    const last = registers.findLastIndex((value) => value !== 0n);
    const text = registers.slice(0, last + 1).map((value) => ` 0x${value.toString(16)}`);
    return `${functionName(w(step.frame, 0))}${text.join('')}`;
  }
  return accessText(step);
}

function accessText(step: AccessStep): string {
  const length = step.do === 'read' ? step.length : step.bytes.length;
  return `${step.do}s ${length} bytes at 0x${step.address.toString(16)}`;
}

function cameText({ outcome, seen }: Reply): string {
  if (typeof outcome === 'string') return outcome;
  if ('fault' in outcome) return `${outcome.fault.kind} fault`;
  if ('bytes' in outcome) return `${outcome.bytes.length} bytes`;
  const name = functionName(w(outcome.frame, 0));
  const status = statusIn(outcome.frame);
  if (status === undefined) return name;
  return [name, status, ...(seen?.rule === undefined ? [] : [`(${seen.rule})`])].join(' ');
}
