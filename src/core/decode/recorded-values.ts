/** The values in a line of a recording. Each reader takes what JSON gave; 'wrong' stands for a value of another shape. */

import { createFrame, type Frame, REGISTERS, setHalves } from '../abi/frame.ts';
import { bytesOfDigits } from './hex-digits.ts';
import type { RecordedChange, RecordedPage, RecordedRefusal } from './recorded-event.ts';

const HEX = /^0x[0-9a-f]{1,16}$/i;
const HALF_DIGITS = 8;

/** x0, x1, ... in hex; those that are not there are zero. */
export function registersOf(value: unknown): Frame | 'wrong' {
  if (!Array.isArray(value) || value.length === 0) return 'wrong';
  const frame = createFrame();
  for (const [register, word] of value.entries()) {
    if (!isHex(word)) return 'wrong';
    if (register >= REGISTERS) continue;
    const digits = word.slice(2);
    const upper = digits.slice(0, -HALF_DIGITS);
    const low = Number.parseInt(digits.slice(-HALF_DIGITS), 16);
    setHalves(frame, register, low, upper === '' ? 0 : Number.parseInt(upper, 16));
  }
  return frame;
}

/** Bytes in hex. */
export function bufferOf(value: unknown): Uint8Array | undefined | 'wrong' {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value.length % 2 !== 0 || /[^0-9a-f]/i.test(value)) return 'wrong';
  return Uint8Array.from(bytesOfDigits(value));
}

/** A number of 0 or more. */
export function amountOf(value: unknown): number | undefined | 'wrong' {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : 'wrong';
}

/** Runs of pages; none where nothing is said. */
export function changesOf(value: unknown): readonly RecordedChange[] | 'wrong' {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return 'wrong';
  const changes: RecordedChange[] = [];
  for (const entry of value) {
    const { change, party, address, pages } = objectOf(entry);
    const named = typeof change === 'string' && typeof party === 'string' && isHex(address);
    if (!named || !Number.isSafeInteger(pages)) return 'wrong';
    changes.push({ change, party, address, pages: pages as number });
  }
  return changes;
}

/** Whose page it is; undefined where nothing is said. */
export function pageOf(value: unknown): RecordedPage | undefined | 'wrong' {
  if (value === undefined || value === null) return undefined;
  const { owner, held } = objectOf(value);
  if (typeof owner !== 'string') return 'wrong';
  if (held === undefined) return { owner };
  const { kind, handle, protocol, since } = objectOf(held);
  if (typeof kind !== 'string' || !Number.isSafeInteger(since)) return 'wrong';
  if (handle !== undefined && !isHex(handle)) return 'wrong';
  return {
    owner,
    held: { kind, ...(handle !== undefined && { handle }), ...protocolOf(protocol), since: since as number },
  };
}

export function refusalOf(value: unknown): RecordedRefusal | undefined | 'wrong' {
  if (value === undefined || value === null) return undefined;
  const { rule, status, bytes, register, page, holder } = objectOf(value);
  if (typeof rule !== 'string' || typeof status !== 'string') return 'wrong';
  const { offset, length } = objectOf(bytes);
  return {
    rule,
    status,
    ...(typeof offset === 'number' && typeof length === 'number' && { bytes: { offset, length } }),
    ...(typeof register === 'number' && { register }),
    ...(isHex(page) && { page }),
    ...holderOf(holder),
  };
}

function holderOf(value: unknown): Pick<RecordedRefusal, 'holder'> {
  const { handle, protocol, owner, since } = objectOf(value);
  const whole = isHex(handle) && typeof owner === 'string' && typeof since === 'number';
  return whole ? { holder: { handle, ...protocolOf(protocol), owner, since } } : {};
}

function protocolOf(value: unknown): { readonly protocol?: 'gunyah' } {
  return value === 'gunyah' ? { protocol: value } : {};
}

/** The keys of an object; nothing where there is none. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

export function isHex(value: unknown): value is string {
  return typeof value === 'string' && HEX.test(value);
}
