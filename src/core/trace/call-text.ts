import { errorStatus, type Frame, isError, w, x } from '../abi/frame.ts';
import { functionName, functionOfId } from '../abi/functions.ts';
import { statusName } from '../abi/statuses.ts';
import { versionText } from '../abi/versions.ts';
import { type NamedValue, questionFields } from './call-fields.ts';

/** A call in one line: its function, and the arguments that are not zero by their names. */
export function questionText(frame: Frame): string {
  const parts = questionFields(frame).map((field) => `${field.name} ${valueText(field)}`);
  return [functionName(w(frame, 0)), parts.join(', ')].join(' ').trim();
}

/** An answer in one line: its function, and the registers that are not zero. */
export function answerText(frame: Frame): string {
  if (isError(frame)) return `FFA_ERROR ${statusName(errorStatus(frame))}`;
  const id = w(frame, 0);
  const known = functionOfId(id) !== undefined;
  return [known ? functionName(id) : hex(BigInt(id)), resultText(frame)].join(' ').trim();
}

/** The registers of an answer that are not zero, without the function. */
export function resultText(frame: Frame): string {
  return [1, 2, 3, 4, 5, 6, 7]
    .map((register) => ({ register, value: x(frame, register) }))
    .filter(({ value }) => value !== 0n)
    .map(({ register, value }) => `w${register} ${hex(value)}`)
    .join(', ');
}

/** The value of an argument as people write it: "0x70", "1.2". */
export function valueText({ name, value }: NamedValue): string {
  // With bit 31 it is no version, and would read like one.
  return name === 'version' && value >> 31n === 0n ? versionText(Number(value)) : hex(value);
}

function hex(value: bigint): string {
  return value < 10n ? String(value) : `0x${value.toString(16)}`;
}
