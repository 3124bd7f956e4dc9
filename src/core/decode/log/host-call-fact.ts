import { FFA_ERROR, FFA_SUCCESS_32, isError, w, x } from '../../abi/frame.ts';
import { functionName } from '../../abi/functions.ts';
import { readHostCall } from '../host-call.ts';
import { OpenCalls } from './answers.ts';
import type { Fact } from './fact.ts';
import { frameFact } from './frame-fact.ts';

const NAME = 'host_ffa_call';
const RESULTS = [1, 2, 3, 4] as const;

/** The call and its answer in a line that a hypervisor printed into its trace buffer; `undefined` for any other. */
export function hostCallFact(text: string, line: number): Fact | undefined {
  if (!text.includes(NAME)) return undefined;
  const call = readHostCall(text, line, 1);
  if (call === 'other' || 'ok' in call) return undefined;
  const { in: question, out } = call;
  const place = { line, lastLine: line, before: '', owner: 'pKVM' } as const;
  const calls = new OpenCalls();
  const asked = frameFact([BigInt(w(question, 0)), 0n], place, calls);
  if (out === undefined)
    return { ...asked, fields: [], remarks: ['not handled: it went on to the firmware'] };
  const first = BigInt(isError(out) ? FFA_ERROR : FFA_SUCCESS_32);
  const answer = frameFact([first, ...RESULTS.map((register) => x(out, register))], place, calls);
  const { answers: _, ...fact } = answer;
  return { ...fact, about: functionName(w(question, 0)) };
}
