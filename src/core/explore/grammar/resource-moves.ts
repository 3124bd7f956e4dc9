/** Who asks what memory of the normal world the secure world can reach: from the start, and as a rule to the end. */

import { VERSION_1_3 } from '../../abi/versions.ts';
import type { CallMove, Move } from '../move.ts';
import { discoveryMove } from './discovery-moves.ts';
import type { Grammar } from './grammar.ts';
import { reclaimMove } from './memory-moves.ts';

const RESOURCES = 0xc400_008f;
const OF_TARGET = 0x1;
const GOES_ON = 0x10;
/** What x2 is not to say: another type of resource, or what is reserved. */
const ODD: readonly number[] = [0x2, 0x4, 0x8, 0x20, 0x8000_0000];

/** Only those of FF-A 1.3 are told; where nobody is of that version there is other discovery to be made. */
export function resourceMove(grammar: Grammar): CallMove {
  const { random, stand } = grammar;
  const able = stand.actors.filter(({ secure, place }) => !secure && grammar.versionOf(place) >= VERSION_1_3);
  if (able.length === 0 && !random.oneIn(8)) return discoveryMove(grammar);
  const by = able.length === 0 || random.oneIn(12) ? grammar.anybody() : random.pick(able).place;
  const target = random.oneIn(3) ? random.pick(stand.actors).id : undefined;
  const request = (target === undefined ? 0 : OF_TARGET) | (random.oneIn(8) ? GOES_ON : 0);
  const odd = random.oneIn(12) ? random.pick(ODD) : 0;
  return { do: 'call', by, words: [RESOURCES, target ?? 0, (request | odd) >>> 0] };
}

/** Whether a call that succeeds leaves part of a list in RX. */
export function enumerates({ words }: CallMove): boolean {
  return words[0] === RESOURCES;
}

/** What is left to tell is asked for, at times when something has changed meanwhile. */
export function restOf(
  grammar: Grammar,
  { words: [id, target, request], ...call }: CallMove,
): readonly Move[] {
  const rest: CallMove = { ...call, words: [id, target, request | GOES_ON] };
  return grammar.random.oneIn(2) ? [reclaimMove(grammar), rest] : [rest];
}
