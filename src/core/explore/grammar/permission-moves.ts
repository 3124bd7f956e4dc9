/** What partitions at S-EL0 ask about the permissions of their pages, and change about them. */

import type { MachineSpec } from '../../board/machine.ts';
import { MODEL } from '../../spmc/contexts.ts';
import type { CallMove } from '../move.ts';
import type { Actor } from '../outcome.ts';
import type { Random } from '../random.ts';
import type { Grammar } from './grammar.ts';
import { processorMove } from './processor-moves.ts';

const GET = 0x8400_0088;
const SET = 0x8400_0089;
const WIDE = 0x4000_0000;
const PAGE = 0x1000;

/** Read-only, read-write, read and execute; and what is none of them. */
const PERMISSIONS: readonly number[] = [7, 7, 5, 5, 5, 3];
const RESERVED: readonly number[] = [0, 1, 2, 4, 6, 8, 0xb, 0xd, 0xf, 0x10, 0x8000_0007];
/** As many pages as there are none of, or more than anybody has. */
const FAR: readonly number[] = [0, 0xffff_ffff, 0xffff_fffe, 0x10_0000, 0x8000_0000];

/** Whether anybody is offered those calls. */
export function areUsers({ partitions }: MachineSpec): boolean {
  return partitions.some(({ level }) => level === 'S-EL0');
}

/** A question about permissions or a change of them, as a rule by somebody who may, about a few pages of its own. */
export function permissionMove(grammar: Grammar): CallMove {
  const { random, stand } = grammar;
  const user = userIn(grammar);
  // Later all of it is refused.
  if (!isInFirstRun(stand.actors[user]) && !random.oneIn(5)) return processorMove(grammar);
  const by = random.oneIn(15) ? grammar.anybody() : user;
  const wide = random.oneIn(2) ? WIDE : 0;
  const { memory } = stand.spec.partitions[random.oneIn(15) ? grammar.anybody() : by];
  const { base, pages } = random.pick(memory);
  const first = random.below(pages + (random.oneIn(8) ? 2 : 0));
  const address = base + first * PAGE + (random.oneIn(20) ? 1 + random.below(PAGE - 1) : 0);
  if (random.oneIn(2))
    return { do: 'call', by, words: [(GET | wide) >>> 0, address, (countIn(random, pages) - 1) >>> 0] };
  const permissions = random.pick(random.oneIn(12) ? RESERVED : PERMISSIONS);
  return { do: 'call', by, words: [(SET | wide) >>> 0, address, countIn(random, 4), permissions] };
}

/** A number of pages; what is more than there are leads over an end. */
function countIn(random: Random, most: number): number {
  return random.oneIn(12) ? random.pick(FAR) : 1 + random.below(most + 1);
}

function isInFirstRun({ manager: { contexts }, context }: Actor): boolean {
  return contexts.model[context] === MODEL.INIT;
}

function userIn({ random, stand }: Grammar): number {
  return random.pick(stand.spec.partitions.flatMap(({ level }, place) => (level === 'S-EL0' ? [place] : [])));
}
