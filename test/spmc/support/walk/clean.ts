/** What an answer may carry: nothing that the question left in registers which neither of them uses. */

import { type Frame, REGISTERS } from '../../../../src/core/abi/frame.ts';
import { FFA, SVE_HINT } from '../ids.ts';
import { mustContain, mustEqual } from './must.ts';

const ANSWERS: readonly number[] = [
  FFA.ERROR,
  FFA.SUCCESS,
  FFA.SUCCESS_64,
  FFA.MSG_WAIT,
  FFA.YIELD,
  FFA.RUN,
  FFA.DIRECT_REQ,
  FFA.DIRECT_REQ_64,
  FFA.DIRECT_REQ2,
  FFA.DIRECT_RESP,
  FFA.DIRECT_RESP_64,
  FFA.DIRECT_RESP2,
  FFA.MEM_RETRIEVE_RESP,
  FFA.MEM_FRAG_RX,
  FFA.MEM_FRAG_TX,
];
/** Messages that fill all registers. */
const LONG: ReadonlySet<number> = new Set<number>([FFA.DIRECT_REQ2, FFA.DIRECT_RESP2]);

/** The answer in a frame is one that there is, to whoever has it next. */
export function expectClean(
  question: Frame,
  answer: Frame,
  caller: number,
  next: number,
  refused: boolean,
): void {
  const id = answer[0]!;
  const bare = id === 0xffff_ffff;
  if (refused) mustEqual([id === FFA.ERROR || bare, next], [true, caller], 'a refusal');
  else if ((question[0]! & ~SVE_HINT) >>> 0 !== FFA.VERSION) mustContain(ANSWERS, id, 'an answer');
  // x8 and above are the caller's own, unless they are part of the answer.
  const beyond = next === caller ? question.subarray(16) : new Uint32Array(2 * REGISTERS - 16);
  const uses = LONG.has(id) || (next === caller && id === FFA.SUCCESS_64);
  if (!uses) mustEqual([...answer.subarray(16)], [...beyond], 'x8 and above');
  const narrow = (id & 0x4000_0000) === 0 && !bare;
  const upper = Array.from({ length: 8 }, (_, register) => answer[2 * register + 1]!);
  if (narrow) mustEqual(upper, new Array(8).fill(0), 'upper halves');
}
