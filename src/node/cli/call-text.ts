import { errorStatus, type Frame, high, isError, w } from '../../core/abi/frame.ts';
import { functionName, functionOfId, type RegisterField } from '../../core/abi/functions.ts';
import { statusName } from '../../core/abi/statuses.ts';
import { versionText } from '../../core/abi/versions.ts';

/** A call in one line: its function, and the arguments that are not zero by their names. */
export function questionText(frame: Frame): string {
  const id = w(frame, 0);
  const fields = functionOfId(id)?.takes ?? [];
  const parts = fields
    .map((field) => ({ name: field.name, value: fieldOf(frame, field) }))
    .filter(({ value }) => value !== 0)
    .map(({ name, value }) => `${name} ${name === 'version' ? requestedVersion(value) : hex(value)}`);
  return [functionName(id), parts.join(', ')].join(' ').trim();
}

/** An answer in one line: its function, and the registers that are not zero. */
export function answerText(frame: Frame): string {
  if (isError(frame)) return `FFA_ERROR ${statusName(errorStatus(frame))}`;
  const id = w(frame, 0);
  const known = functionOfId(id) !== undefined;
  const registers = [1, 2, 3, 4, 5, 6, 7]
    .map((register) => ({ register, value: high(frame, register) * 0x1_0000_0000 + w(frame, register) }))
    .filter(({ value }) => value !== 0)
    .map(({ register, value }) => `w${register} ${hex(value)}`);
  return [known ? functionName(id) : hex(id), registers.join(', ')].join(' ').trim();
}

function fieldOf(frame: Frame, { register, low = 0, high: top }: RegisterField): number {
  const word = w(frame, register);
  if (top === undefined) return high(frame, register) * 0x1_0000_0000 + word;
  return Math.floor(word / 2 ** low) % 2 ** (top - low + 1);
}

/** With bit 31 it is no version, and would read like one. */
function requestedVersion(value: number): string {
  return value >>> 31 === 0 ? versionText(value) : hex(value);
}

function hex(value: number): string {
  return value < 10 ? String(value) : `0x${value.toString(16)}`;
}
