import { FUNCTIONS, hasWidth } from '../abi/functions.ts';
import { STATUS, type StatusName } from '../abi/statuses.ts';

/** What is answered instead of making a call. */
export type FaultEffect =
  /** FFA_ERROR, and the call is never made. */
  | { readonly answer: StatusName }
  /** FFA_INTERRUPT, so many times; then the call is made. */
  | { readonly interrupts: number };

/** Which calls go wrong, and how. */
export interface FaultRule {
  /** A function, with `_32` or `_64` for one of its widths alone. */
  readonly function: string;
  /** The first call of it that goes wrong, counted from 1. */
  readonly first: number;
  /** How many go wrong from there on; Infinity for all. */
  readonly calls: number;
  readonly effect: FaultEffect;
}

/** What is wrong with a rule as it was written. */
export interface FaultMistake {
  /** The character it begins at, from 0. */
  readonly at: number;
  readonly expected: string;
}

/** A part of a rule: how it begins, what follows, and what to say where something else does. */
interface Part {
  readonly name: keyof Written;
  readonly lead: '' | '#' | '=' | '/' | '*';
  readonly pattern: RegExp;
  readonly expected: string;
  /** Others may be left out. */
  readonly needed?: true;
}

/** The parts of a rule as they were written, and where each begins. */
type Written = Partial<
  Record<'function' | 'first' | 'effect' | 'lasts' | 'calls', { readonly text: string; readonly at: number }>
>;

/** The grammar: parts in their order. */
const PARTS: readonly Part[] = [
  {
    name: 'function',
    lead: '',
    pattern: /FFA_\w+/y,
    expected: 'a function of FF-A, as in FFA_MEM_SHARE',
    needed: true,
  },
  { name: 'first', lead: '#', pattern: /[1-9]\d{0,8}/y, expected: 'the number of a call, from 1 on' },
  {
    name: 'effect',
    lead: '=',
    pattern: /\w+/y,
    expected: 'a status, as in DENIED, or interrupt',
    needed: true,
  },
  { name: 'lasts', lead: '/', pattern: /[1-9]\d{0,4}ms/y, expected: 'how long it lasts, as in 70ms' },
  { name: 'calls', lead: '*', pattern: /[1-9]\d{0,8}|$/y, expected: 'how many calls, or nothing for all' },
];

const INTERRUPT = 'interrupt';
/** The functions that give another partition the processor, which can be taken from it. */
const HAND_OVER = /^FFA_(MSG_SEND_DIRECT_REQ2?|RUN)(_32|_64)?$/;
/** A normal world whose tick is 250 Hz takes the processor from a partition so often, in milliseconds. */
export const TICK = 4;
/** What the grammar has room for. */
const MOST_MILLISECONDS = 99_999;

/**
 * Reads a rule: FUNCTION[#N]=STATUS[*COUNT], or FUNCTION[#N]=interrupt[/MILLISECONDSms][*COUNT]. What is left out is 1: the first call, once; a
 * partition that is interrupted for some milliseconds is so at each tick.
 */
export function parseFault(text: string): FaultRule | FaultMistake {
  const written: Written = {};
  let at = 0;
  for (const { name, lead, pattern, expected, needed } of PARTS) {
    if (!text.startsWith(lead, at)) {
      if (needed) return { at, expected: `"${lead}" and ${expected}` };
      continue;
    }
    at += lead.length;
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) return { at, expected };
    written[name] = { text: found[0], at };
    at = pattern.lastIndex;
  }
  if (at < text.length) return { at, expected: leadsAfter(written) };
  return ruleOf(written);
}

/** A rule as it is written. */
export function faultText({ function: called, first, calls, effect }: FaultRule): string {
  const number = first === 1 ? '' : `#${first}`;
  const how =
    'answer' in effect
      ? effect.answer
      : `${INTERRUPT}/${Math.min(effect.interrupts * TICK, MOST_MILLISECONDS)}ms`;
  const many = calls === 1 ? '' : `*${calls === Number.POSITIVE_INFINITY ? '' : calls}`;
  return `${called}${number}=${how}${many}`;
}

/** What may follow a rule whose last characters nobody understands. */
function leadsAfter({ lasts, calls }: Written): string {
  if (calls !== undefined) return 'the end of the rule';
  return lasts === undefined
    ? '"/" and how long, "*" and how many calls, or the end'
    : '"*" and how many calls, or the end';
}

function ruleOf({ function: called, first, effect, lasts, calls }: Written): FaultRule | FaultMistake {
  if (called === undefined || effect === undefined) throw new TypeError('the grammar needs both');
  if (!isFunction(called.text)) return { at: called.at, expected: 'a function of FF-A, as in FFA_MEM_SHARE' };
  const common = {
    function: called.text,
    first: Number(first?.text ?? 1),
    calls: calls?.text === '' ? Number.POSITIVE_INFINITY : Number(calls?.text ?? 1),
  };
  if (effect.text !== INTERRUPT) {
    if (!isStatus(effect.text))
      return { at: effect.at, expected: `interrupt, or one of ${Object.keys(STATUS).join(', ')}` };
    if (lasts !== undefined)
      return { at: lasts.at - 1, expected: 'no time: an error lasts no longer than its call' };
    return { ...common, effect: { answer: effect.text } };
  }
  if (!HAND_OVER.test(called.text))
    return {
      at: effect.at,
      expected: 'a status: only calls that give a partition the processor are interrupted',
    };
  const milliseconds = Number.parseInt(lasts?.text ?? String(TICK), 10);
  return { ...common, effect: { interrupts: Math.ceil(milliseconds / TICK) } };
}

function isFunction(name: string): boolean {
  return FUNCTIONS.some(
    (row) =>
      name === row.name ||
      (name === `${row.name}_32` && hasWidth(row, 32)) ||
      (name === `${row.name}_64` && hasWidth(row, 64)),
  );
}

function isStatus(name: string): name is StatusName {
  return Object.hasOwn(STATUS, name);
}
