/** A call as the specification sees it: who makes it, with which registers, and what lies in its TX buffer. */

import type { Reason } from './clause.ts';
import type { Context } from './contexts.ts';
import type { Endpoint, World } from './state.ts';

export interface Call {
  readonly caller: Endpoint;
  /** The context of the caller that has the processor. */
  readonly context: Context;
  /** x0 to x17, in halves: xN is half 2N and, above, half 2N + 1. */
  readonly registers: Uint32Array;
  /** All of TX as it was when the call was made; undefined when there is none. */
  readonly tx: DataView | undefined;
  /** The same for another endpoint, in whose name the caller speaks. It holds until the next call of this. */
  readonly txOf: (id: number) => DataView | undefined;
}

/** What a manager answered. */
export interface Answer {
  /** The rule, if it refused. */
  readonly refused: string | undefined;
  readonly registers: Uint32Array;
  /** Who goes on with the registers; undefined when nobody does. */
  readonly to: Context | undefined;
  /** What is in the caller's RX, if it was filled. */
  readonly rx: DataView | undefined;
  /** The same for another endpoint. It holds until the next call of this. */
  readonly rxOf: (id: number) => DataView | undefined;
}

/** What the specification says about a call. */
export interface Expected {
  /** Why it has to be refused; none when it has to succeed. */
  readonly reasons: readonly Reason[];
  /** Reasons for which a manager may refuse it, and need not: it has no room, or it keeps account of something else. */
  readonly allowed: readonly Reason[];
  /** The processor may go to another when it succeeds. Otherwise the caller goes on. */
  readonly passesOn?: true;
  /** Does what the call does. Returns what is wrong with the answer, apart from having been given. */
  readonly succeed: (answer: Answer) => string | undefined;
  /** Does what a refusal does: nothing, for nearly all calls. */
  readonly refuse?: (rule: string) => void;
}

/** wN. */
export function w(registers: Uint32Array, n: number): number {
  return registers[2 * n];
}

/** Bits 63:32 of xN. */
export function upper(registers: Uint32Array, n: number): number {
  return registers[2 * n + 1];
}

/** Whether a call is of the 64-bit convention. */
export function isWide(registers: Uint32Array): boolean {
  return registers[0] >= 0xc000_0000;
}

/** xN of a 64-bit call, wN of a 32-bit one. */
export function argument(registers: Uint32Array, n: number): number {
  return registers[2 * n] + (isWide(registers) ? registers[2 * n + 1] * 0x1_0000_0000 : 0);
}

/** Whether copying the first bytes of TX fails, because a page of it is away. */
export function faults(world: World, { mailbox }: Endpoint, bytes: number): boolean {
  const pages = Math.ceil(bytes / 4096);
  return mailbox?.tx.slice(0, pages).some((page) => world.away.has(page)) === true;
}

/** Bytes of the caller's TX; 0 where it has none. */
export function roomOf({ mailbox }: Endpoint): number {
  return (mailbox?.tx.length ?? 0) * 4096;
}

/** What a call that answers FFA_SUCCESS with w2, w3, or another function with more, has to leave in x0 to x7. */
export function differs(registers: Uint32Array, ...words: readonly number[]): string | undefined {
  for (let n = 0; n < 8; n++) {
    const wanted = (words[n] ?? 0) >>> 0;
    const high = registers[2 * n + 1];
    if (registers[2 * n] !== wanted || high !== 0)
      return `x${n} is 0x${high.toString(16)}${registers[2 * n].toString(16).padStart(8, '0')}, not 0x${wanted.toString(16)}`;
  }
  return undefined;
}

/** What is wrong with the first so many registers, half by half: xN is half 2N and, above, half 2N + 1. */
export function differsFrom(
  registers: Uint32Array,
  count: number,
  wanted: (half: number) => number,
): string | undefined {
  for (let half = 0; half < 2 * count; half++)
    if (registers[half] !== wanted(half) >>> 0)
      return `${half % 2 === 0 ? 'w' : 'the upper half of x'}${half >> 1} is 0x${registers[half].toString(16)}, not 0x${(wanted(half) >>> 0).toString(16)}`;
  return undefined;
}

export const ID = {
  ERROR: 0x8400_0060,
  SUCCESS: 0x8400_0061,
  RETRIEVE_RESP: 0x8400_0075,
  FRAG_RX: 0x8400_007a,
  FRAG_TX: 0x8400_007b,
} as const;
