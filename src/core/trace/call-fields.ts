import { type Frame, w, x } from '../abi/frame.ts';
import { functionOfId, type RegisterField, widthOfId } from '../abi/functions.ts';
import { RESULTS } from '../abi/results.ts';
import { fieldValue } from '../decode/register-field.ts';

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
    .map((field) => ({ name: field.name, value: fieldValue(x(frame, field.register), field, width) }))
    .filter(({ value }) => value !== 0n);
}
