import { cmp, load, mov, sub, subsImmediate } from '../asm/arithmetic.ts';
import { b, bIf } from '../asm/branches.ts';
import { after, ldr, str } from '../asm/memory.ts';
import { x } from '../asm/operands.ts';
import { label, type Program } from '../asm/program.ts';
import { isb, mrs, smc } from '../asm/system.ts';
import { PSCI } from '../firmware/psci.ts';

/** A call of a guest that times. */
export interface TimedCall {
  /** x0 to x7; zero where there is none. */
  readonly registers: readonly number[];
  /** What goes to TX before it, from elsewhere in the guest's memory: whole words of 64 bits. */
  readonly tx?: { readonly from: number; readonly to: number; readonly bytes: number };
  /** Whether x1 and x2 are the handle that was given last. */
  readonly ofHandle?: true;
  /** What x0 has to be afterwards. */
  readonly answer: number;
  /** The register of the answer that has the lower half of a handle, and before the upper half. */
  readonly givesHandle?: number;
}

/** Calls that are timed as one: from the first instruction for them to the one behind the last. */
export type TimedCalls = readonly TimedCall[];

/**
 * A guest that makes calls again and again, and notes how many ticks of the counter each sequence took: 64 bits for each, one sequence behind
 * the other, round by round. Those of `first` are made once and not timed. In the end it turns the machine off, or, when an answer is not as it has to
 * be, has it reset.
 */
export function timingLoop(
  first: TimedCalls,
  timed: readonly TimedCalls[],
  rounds: number,
  results: number,
): Program {
  const [left, result, before, ticks] = [x(19), x(20), x(21), x(22)];
  let copies = 0;
  const make = (calls: TimedCalls) => calls.flatMap((call) => callOf(call, copies++));
  return [
    ...make(first),
    ...load(left, rounds),
    ...load(result, results),
    label('next'),
    ...timed.flatMap((calls) => [
      isb,
      mrs(before, 'CNTVCT_EL0'),
      ...make(calls),
      isb,
      mrs(ticks, 'CNTVCT_EL0'),
      sub(ticks, ticks, before),
      str(ticks, after(result, 8)),
    ]),
    subsImmediate(left, left, 1),
    bIf('ne', 'next'),
    ...load(x(0), PSCI.SYSTEM_OFF),
    smc(0),
    label('failed'),
    ...load(x(0), PSCI.SYSTEM_RESET),
    smc(0),
    label('end'),
    b('end'),
  ];
}

function callOf({ registers, tx, ofHandle, answer, givesHandle }: TimedCall, number: number): Program {
  const [handle, handleHigh, from, to, words, word] = [x(23), x(24), x(25), x(26), x(27), x(28)];
  const copy = `copy_${number}`;
  const good = `good_${number}`;
  return [
    ...(tx === undefined
      ? []
      : [
          ...load(from, tx.from),
          ...load(to, tx.to),
          ...load(words, tx.bytes / 8),
          label(copy),
          ldr(word, after(from, 8)),
          str(word, after(to, 8)),
          subsImmediate(words, words, 1),
          bIf('ne', copy),
        ]),
    ...[0, 1, 2, 3, 4, 5, 6, 7].flatMap((n) => load(x(n), registers[n] ?? 0)),
    ...(ofHandle ? [mov(x(1), handle), mov(x(2), handleHigh)] : []),
    smc(0),
    ...load(word, answer),
    cmp(x(0), word),
    bIf('eq', good),
    b('failed'),
    label(good),
    ...(givesHandle === undefined ? [] : [mov(handle, x(givesHandle)), mov(handleHigh, x(givesHandle + 1))]),
  ];
}
