/** Register sets as people paste them: what a call says, what an answer says, and what looks wrong in either. */

import { functionName, functionOfId, type RegisterField, widthOfId } from '../abi/functions.ts';
import { hexText } from '../abi/hex.ts';
import { endpointText } from '../abi/operations.ts';
import { RESULTS } from '../abi/results.ts';
import { statusName } from '../abi/statuses.ts';
import { versionText } from '../abi/versions.ts';
import { bitsOfField, fieldValue } from './register-field.ts';

/** One named part of a register. */
export interface RegisterPart {
  readonly register: number;
  readonly low: number;
  readonly high: number;
  readonly name: string;
  readonly value: bigint;
  /** The value in words, where it has some. */
  readonly text: string;
}

/** Something that is not as it should be. */
export interface RegisterRemark {
  readonly register: number;
  readonly text: string;
}

export interface RegisterReading {
  /** The name of the function, or its id in hex when FF-A has none of it. */
  readonly function: string;
  readonly width: 32 | 64;
  readonly parts: readonly RegisterPart[];
  readonly remarks: readonly RegisterRemark[];
}

/** Registers from x0 on. */
export type Registers = readonly bigint[];

/** x0 to x7 take part in every call; x8 to x17 in those that name them. */
const ALWAYS = 8;
const LOW_32 = 0xffff_ffffn;

/** Reads the registers of a call. */
export function readCall(registers: Registers): RegisterReading {
  const id = wordOf(registers, 0);
  const row = functionOfId(id);
  const width = widthOfId(id);
  const parts = (row?.takes ?? []).map((field) => partOf(registers, field, width));
  const remarks: RegisterRemark[] = [];
  if (row === undefined) remarks.push({ register: 0, text: 'FF-A has no function with this id' });
  else {
    remarks.push(...reservedIn(registers, row.takes, width));
    remarks.push(...wrongHalves(registers, row.takes));
    remarks.push(...joinedHandle(registers, row.takes));
  }
  return { function: functionName(id), width, parts, remarks };
}

/** Reads the registers of an answer to a call of a function. */
export function readAnswer(registers: Registers, called: string | undefined): RegisterReading {
  const id = wordOf(registers, 0);
  const row = functionOfId(id);
  if (called === 'FFA_VERSION' && row === undefined) return readVersionAnswer(registers);
  const width = widthOfId(id);
  if (row?.name === 'FFA_ERROR') return readError(registers);
  const fields = row?.name === 'FFA_SUCCESS' ? (RESULTS[called ?? ''] ?? []) : (row?.takes ?? []);
  const remarks: RegisterRemark[] = [];
  if (row === undefined)
    remarks.push({
      register: 0,
      text:
        BigInt.asIntN(32, registers[0] ?? 0n) === -1n
          ? '-1 in the first register: whoever answered does not know the call at all'
          : 'this is no answer of FF-A',
    });
  return {
    function: functionName(id),
    width,
    parts: fields.map((field) => partOf(registers, field, width)),
    remarks,
  };
}

function readVersionAnswer(registers: Registers): RegisterReading {
  const word = wordOf(registers, 0);
  const refused = word >>> 31 === 1;
  const value = refused ? 'NOT_SUPPORTED: there is no version in common' : `FF-A ${versionText(word)}`;
  return {
    function: 'FFA_VERSION',
    width: 32,
    parts: [{ register: 0, low: 0, high: 31, name: 'version', value: BigInt(word), text: value }],
    remarks: [],
  };
}

/** A status travels as 32 bits in w2. Whoever extends it to 64 bits has to know with what. */
function readError(registers: Registers): RegisterReading {
  const [, first = 0n, second = 0n] = registers;
  const remarks: RegisterRemark[] = [];
  const misplaced = second === 0n && first !== 0n;
  const status = Number(BigInt.asIntN(32, misplaced ? first : second));
  if (misplaced) remarks.push({ register: 1, text: 'the status stands in w1; it belongs into w2' });
  if (BigInt.asUintN(64, second) >> 32n === LOW_32)
    remarks.push({
      register: 2,
      text: 'sign-extended to 64 bits: compare the low 32 bits only, or it differs from 0xfffffffe and its like',
    });
  const views = `${status}, 32 bits ${hexText(status >>> 0)}, 64 bits ${hexText(BigInt.asUintN(64, BigInt(status)))}`;
  return {
    function: 'FFA_ERROR',
    width: 32,
    parts: [
      {
        register: 2,
        low: 0,
        high: 31,
        name: 'status',
        value: BigInt(status),
        text: `${statusName(status)}: ${views}`,
      },
    ],
    remarks,
  };
}

function partOf(registers: Registers, field: RegisterField, width: 32 | 64): RegisterPart {
  const { name, register } = field;
  const value = fieldValue(BigInt.asUintN(64, registers[register] ?? 0n), field, width);
  return { register, ...bitsOfField(field, width), name, value, text: textOf(name, value) };
}

function textOf(name: string, value: bigint): string {
  if (name === 'status') return statusName(Number(BigInt.asIntN(32, value)));
  // What has bit 31 set is no version, though it would read like one.
  if (name === 'version' && value < 0x8000_0000n) return `FF-A ${versionText(Number(value))}`;
  if (name === 'function or feature id' && value > 0xffffn) return functionName(Number(value));
  return '';
}

/** Registers and parts of registers that nothing names and that are not zero, though they must be. */
function reservedIn(
  registers: Registers,
  fields: readonly RegisterField[],
  width: 32 | 64,
): readonly RegisterRemark[] {
  const remarks: RegisterRemark[] = [];
  for (let register = 1; register < Math.min(registers.length, ALWAYS); register++) {
    const named = fields.filter((field) => field.register === register);
    const value = BigInt.asUintN(64, registers[register] ?? 0n);
    const seen = width === 32 ? value & LOW_32 : value;
    if (width === 32 && value >> 32n !== 0n)
      remarks.push({ register, text: 'bits 63:32 are not part of a 32-bit call' });
    if (named.length === 0 && seen !== 0n)
      remarks.push({ register, text: `must be zero, and is ${hexText(seen)}` });
    const covered = named.some(({ low, high }) => low === undefined && high === undefined);
    if (named.length === 0 || covered) continue;
    const mask = named.reduce(
      (bits, { low = 0, high = 31 }) => bits | (((1n << BigInt(high - low + 1)) - 1n) << BigInt(low)),
      0n,
    );
    const rest = seen & ~mask;
    if (rest !== 0n) remarks.push({ register, text: `reserved bits are set: ${hexText(rest)}` });
  }
  return remarks;
}

/** An id that stands in the half of w1 that is not read. */
function wrongHalves(registers: Registers, fields: readonly RegisterField[]): readonly RegisterRemark[] {
  const [field, ...others] = fields.filter(({ register }) => register === 1);
  const word = wordOf(registers, 1);
  const [lower, upper] = [word & 0xffff, word >>> 16];
  const text = (half: string, id: number) =>
    `${endpointText(id)} stands in bits ${half}, which are not read: an id in the wrong half?`;
  if (field === undefined) return [];
  if (others.length === 0 && field.low === 16 && upper === 0 && lower !== 0)
    return [{ register: 1, text: text('15:0', lower) }];
  if (others.length === 0 && field.low === 0 && field.high === 15 && lower === 0 && upper !== 0)
    return [{ register: 1, text: text('31:16', upper) }];
  const swapped =
    field.name === 'sender' &&
    others.some(({ name }) => name === 'receiver') &&
    lower === 0 &&
    upper >= 0x8000;
  return swapped
    ? [{ register: 1, text: `sender ${hexText(upper)}, receiver 0: are the halves swapped?` }]
    : [];
}

/** A 64-bit handle in one register, where it takes two. */
function joinedHandle(registers: Registers, fields: readonly RegisterField[]): readonly RegisterRemark[] {
  const low = fields.find(({ name }) => name === 'handle low');
  if (low === undefined) return [];
  const whole = BigInt.asUintN(64, registers[low.register] ?? 0n);
  return whole >> 32n === 0n
    ? []
    : [{ register: low.register, text: 'a handle travels as two words of 32 bits, low first' }];
}

function wordOf(registers: Registers, register: number): number {
  return Number(BigInt.asUintN(32, registers[register] ?? 0n));
}
