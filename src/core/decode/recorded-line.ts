import { bytesOfDigits } from './hex-digits.ts';
import { MAX_BYTES, type Mistake, mistake, quote, tooLong } from './reading.ts';

/** One call of a recording. */
export interface RecordedCall {
  readonly seq: number;
  /** The partition or the exception level that called; '' where the recording tells neither. */
  readonly caller: string;
  /** The low halves of x0, x1, ... at the call. */
  readonly in: readonly number[];
  /** The same at the return; empty for a call that never returned. */
  readonly out: readonly number[];
  readonly tx: Uint8Array | undefined;
  readonly rx: Uint8Array | undefined;
}

/**
 * Reads one line of a recording: 'cut' for a line that ends in the middle, 'other' for one that says that it is no call.
 * Lines count from 1.
 */
export function readRecordedCall(text: string, line: number): RecordedCall | Mistake | 'cut' | 'other' {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'cut';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return mistake(line, 1, quote(text), 'an object that describes a call');
  const { kind = 'call', seq, el, from, in: before, out, tx, rx } = value as Record<string, unknown>;
  if (kind !== 'call') return 'other';
  const wrong = (key: string, expected: string) => {
    const at = text.indexOf(`"${key}"`);
    return mistake(line, Math.max(at, 0) + 1, at < 0 ? `no "${key}"` : quote(text.slice(at)), expected);
  };
  if (!Number.isSafeInteger(seq)) return wrong('seq', '"seq", the number of the call');
  const question = registersOf(before);
  if (question === undefined) return wrong('in', '"in", a list of registers in hex');
  const answer = out === null || out === undefined ? [] : registersOf(out);
  if (answer === undefined) return wrong('out', '"out", a list of registers in hex or null');
  const [sent, received] = [bufferOf(tx), bufferOf(rx)];
  if (sent === 'wrong') return wrong('tx', '"tx", bytes in hex');
  if (received === 'wrong') return wrong('rx', '"rx", bytes in hex');
  if (Math.max(sent?.length ?? 0, received?.length ?? 0) > MAX_BYTES) return tooLong(line, 1);
  const [caller = ''] = [from, el].filter((name) => typeof name === 'string');
  return { seq: seq as number, caller, in: question, out: answer, tx: sent, rx: received };
}

function registersOf(value: unknown): number[] | undefined {
  const numbers = Array.isArray(value) && value.length > 0;
  if (!numbers || !value.every((word) => typeof word === 'string' && /^0x[0-9a-f]{1,16}$/i.test(word)))
    return undefined;
  return value.map((word: string) => Number(BigInt(word) & 0xffff_ffffn));
}

function bufferOf(value: unknown): Uint8Array | undefined | 'wrong' {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value.length % 2 !== 0 || /[^0-9a-f]/i.test(value)) return 'wrong';
  return Uint8Array.from(bytesOfDigits(value));
}
