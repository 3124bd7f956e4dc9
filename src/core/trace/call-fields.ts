import { type Frame, w, x } from '../abi/frame.ts';
import { functionOfId, type RegisterField, widthOfId } from '../abi/functions.ts';
import { RESULTS } from '../abi/results.ts';

/** A named part of a register and what it holds. */
export interface NamedValue {
  readonly name: string;
  readonly value: bigint;
}

/** The arguments of a call that are not zero. */
export function questionFields(question: Frame): readonly NamedValue[] {
  return valuesOf(question, functionOfId(w(question, 0))?.takes ?? []);
}

/** The results of an answer that are not zero; of FFA_SUCCESS they depend on the call. */
export function answerFields(question: Frame, answer: Frame): readonly NamedValue[] {
  const row = functionOfId(w(answer, 0));
  if (row?.name !== 'FFA_SUCCESS') return valuesOf(answer, row?.takes ?? []);
  const asked = functionOfId(w(question, 0))?.name ?? '';
  return valuesOf(answer, RESULTS[asked] ?? row.takes);
}

function valuesOf(frame: Frame, fields: readonly RegisterField[]): readonly NamedValue[] {
  const width = widthOfId(w(frame, 0));
  return fields
    .map((field) => ({ name: field.name, value: partOf(frame, field, width) }))
    .filter(({ value }) => value !== 0n);
}

/** A 32-bit call does not see the upper halves. */
function partOf(frame: Frame, { register, low = 0, high }: RegisterField, width: 32 | 64): bigint {
  const top = high ?? width - 1;
  return (x(frame, register) >> BigInt(low)) & ((1n << BigInt(top - low + 1)) - 1n);
}
