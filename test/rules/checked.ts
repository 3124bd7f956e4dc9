/** Descriptors for the checks that need bytes only, and what those find wrong with them. */

import { expect } from 'vitest';
import { Descriptor } from '../../src/core/rules/descriptor.ts';
import { EveryBroken, FirstBroken, FirstHeard, type Judge, PLACE } from '../../src/core/rules/judge.ts';
import { Policy, SPEC } from '../../src/core/rules/profile.ts';
import type { Rule } from '../../src/core/rules/rule.ts';
import { hex, patched } from '../abi/support.ts';

/** Two ranges of three pages, lent by VM 0 to 0x8001 and 0x8002, in the layout of FF-A 1.2: nothing is wrong with it. */
export const LEND: Uint8Array = hex(`
  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
  00 00 00 00 00 00 00 00  20 00 00 00 02 00 00 00
  30 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
  01 80 02 00 70 00 00 00  00 00 00 00 00 00 00 00
  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
  02 80 02 00 70 00 00 00  00 00 00 00 00 00 00 00
  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
  03 00 00 00 02 00 00 00  00 00 00 00 00 00 00 00
  00 10 00 40 00 00 00 00  01 00 00 00 00 00 00 00
  00 00 00 80 01 00 00 00  02 00 00 00 00 00 00 00
`);

/** The same ranges, shared with 0x8001 alone, in the layout of FF-A 1.0. */
export const SHARE_1_0: Uint8Array = hex(`
  00 00 2f 00 00 00 00 00  00 00 00 00 00 00 00 00
  00 00 00 00 00 00 00 00  00 00 00 00 01 00 00 00
  01 80 02 00 30 00 00 00  00 00 00 00 00 00 00 00
  03 00 00 00 02 00 00 00  00 00 00 00 00 00 00 00
  00 10 00 40 00 00 00 00  01 00 00 00 00 00 00 00
  00 00 00 80 01 00 00 00  02 00 00 00 00 00 00 00
`);

/** The same in the layout of FF-A 1.1. */
export const SHARE_1_1: Uint8Array = hex(`
  00 00 2f 00 00 00 00 00  00 00 00 00 00 00 00 00
  00 00 00 00 00 00 00 00  10 00 00 00 01 00 00 00
  30 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
  01 80 02 00 40 00 00 00  00 00 00 00 00 00 00 00
  03 00 00 00 02 00 00 00  00 00 00 00 00 00 00 00
  00 10 00 40 00 00 00 00  01 00 00 00 00 00 00 00
  00 00 00 80 01 00 00 00  02 00 00 00 00 00 00 00
`);

/** The same bytes with some replaced: '4: 02 00, 50: 01' puts two at 4 and one at 50. */
export function changed(bytes: Uint8Array, changes: string): Uint8Array {
  const list = changes === '' ? [] : changes.split(', ').map((change) => change.split(': '));
  return list.reduce((copy, [at, replacement]) => patched(copy, Number(at), replacement!), bytes);
}

export interface Lengths {
  /** Bytes of the first fragment. */
  readonly length?: number;
  /** Bytes that are announced. */
  readonly total?: number;
}

/** A descriptor as the manager holds it: at the start of a longer copy, of which nothing else may count. */
export function held(bytes: Uint8Array, version: number, lengths: Lengths = {}): Descriptor {
  const words = new Uint32Array(80).fill(0xffff_ffff);
  new Uint8Array(words.buffer).set(bytes);
  const descriptor = new Descriptor();
  const { length = bytes.length, total = bytes.length } = lengths;
  descriptor.begin(words, length, total, version);
  return descriptor;
}

interface Placed {
  readonly rule: Rule;
  readonly place: number;
  readonly offset: number;
  readonly length: number;
}

function text({ rule, place, offset, length }: Placed): string {
  if (place === PLACE.BYTES) return `${rule.id} @${offset}+${length}`;
  return place === PLACE.REGISTER ? `${rule.id} w${offset}` : rule.id;
}

function heardBy(judge: FirstHeard<Rule>, check: (judge: Judge) => boolean): string | undefined {
  const holds = check(judge);
  const { rule, place, offset, length } = judge;
  expect(holds).toBe(rule === null);
  return rule === null ? undefined : text({ rule, place, offset, length });
}

/**
 * All that a check finds wrong, optional rules as well, in order: 'send/flags-none @4+4, send/time-slice @4+4'. A judge who stops at the
 * first has to hear that and nothing else, one who does not know optional rules the first of the others; and the check says whether there was any.
 */
export function wrongWith(check: (judge: Judge) => boolean): string {
  const all = new EveryBroken();
  check(all);

  expect(heardBy(new FirstHeard(), check)).toBe(all.broken.map(text)[0]);
  const known = all.broken.filter(({ rule }) => rule.optional !== true);
  expect(heardBy(new FirstBroken(new Policy(SPEC)), check)).toBe(known.map(text)[0]);
  return all.broken.map(text).join(', ');
}
