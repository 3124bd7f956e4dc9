import { functionName, functionOfId } from '../../abi/functions.ts';
import { hexText } from '../../abi/hex.ts';
import { statusName } from '../../abi/statuses.ts';
import {
  type RegisterPart,
  type RegisterReading,
  type Registers,
  readAnswer,
  readCall,
} from '../registers.ts';
import { isAnswer, type OpenCalls } from './answers.ts';
import type { Fact, FactField, Owner } from './fact.ts';
import { usualRules } from './usual-rules.ts';

/** Where registers stand in a log. */
export interface FramePlace {
  readonly line: number;
  readonly lastLine: number;
  /** What stands before them in their line; '' for a dump of several lines. */
  readonly before: string;
  readonly owner: Owner;
}

/** What the registers of a call or an answer say. The id in the first is one of FF-A. */
export function frameFact(registers: Registers, place: FramePlace, calls: OpenCalls): Fact {
  const id = Number(BigInt.asUintN(32, registers[0] ?? 0n));
  if (registers.length === 1) return mention(functionName(id), place);
  if (!isAnswer(id)) {
    calls.called(place.before, { line: place.line, name: functionOfId(id)?.name ?? '' });
    return { kind: 'call', ...common(readCall(registers), place), rules: [] };
  }
  const call = calls.answered(place.before, place.line);
  const reading = readAnswer(registers, call?.name);
  const status = errorIn(reading);
  return {
    kind: 'answer',
    ...common(reading, place),
    ...(call === undefined ? {} : { about: call.name, answers: call.line }),
    ...(status === undefined ? {} : { status }),
    rules: status === undefined ? [] : usualRules(call?.name ?? '', status),
  };
}

/** A function that is named without its registers. */
export function mention(name: string, { line, lastLine, owner }: FramePlace): Fact {
  return { kind: 'mention', line, lastLine, owner, function: name, fields: [], rules: [], remarks: [] };
}

type Common = Pick<Fact, 'line' | 'lastLine' | 'owner' | 'function' | 'fields' | 'remarks'>;

function common({ function: name, parts, remarks, width }: RegisterReading, place: FramePlace): Common {
  const { line, lastLine, owner } = place;
  const letter = width === 64 ? 'x' : 'w';
  return {
    line,
    lastLine,
    owner,
    function: name,
    fields: parts.filter(({ name: part, value }) => part !== 'status' && value !== 0n).map(fieldOf),
    remarks: remarks.map(({ register, text }) => `${letter}${register}: ${text}`),
  };
}

function fieldOf({ name, value, text }: RegisterPart): FactField {
  return { name, value: text === '' ? hexText(value) : text };
}

/** The status of FFA_ERROR. */
function errorIn({ parts }: RegisterReading): string | undefined {
  const status = parts.find(({ name }) => name === 'status');
  return status === undefined ? undefined : statusName(Number(status.value));
}
