import { FFA_SUCCESS_32, type Frame, isError, w, x } from '../abi/frame.ts';
import { functionName } from '../abi/functions.ts';
import type { Act, Reply } from './target.ts';

/** Something that every run checks of every one of its steps. */
export interface Invariant {
  readonly what: string;
  readonly rows: readonly string[];
  /** Whether a step and its reply break it. */
  isBroken(act: Act, reply: Reply): boolean;
}

export const INVARIANTS: readonly Invariant[] = [
  {
    what: 'every FFA_ERROR carries a status of 32 bits and nothing else',
    rows: ['conformance 5.23', 'regressions R1', 'regressions R2', 'regressions R3'],
    isBroken(_, reply) {
      const frame = answerIn(reply);
      return (
        frame !== undefined &&
        isError(frame) &&
        (x(frame, 2) > 0xffff_ffffn || !areClear(frame, [1, 3, 4, 5, 6, 7]))
      );
    },
  },
  {
    what: 'every FFA_SUCCESS of a memory call has zeros in w1 and w4 to w7',
    rows: ['conformance 5.23'],
    isBroken(act, reply) {
      const frame = answerIn(reply);
      if (frame === undefined || act.do !== 'step' || act.step.do !== 'call') return false;
      const moves = functionName(w(act.step.frame, 0)).startsWith('FFA_MEM_');
      return moves && w(frame, 0) === FFA_SUCCESS_32 && !areClear(frame, [1, 4, 5, 6, 7]);
    },
  },
  {
    what: 'no refused call moves a page',
    rows: [],
    isBroken(_, { seen }) {
      return seen?.rule !== undefined && seen.pageChanges !== 0;
    },
  },
];

function answerIn({ outcome }: Reply): Frame | undefined {
  return typeof outcome === 'object' && 'frame' in outcome ? outcome.frame : undefined;
}

function areClear(frame: Frame, registers: readonly number[]): boolean {
  return registers.every((register) => x(frame, register) === 0n);
}
