/** Who asks who is there and what there is to use, most of them rightly; and what is said on the console. */

import { FUNCTIONS } from '../../abi/functions.ts';
import type { CallMove } from '../move.ts';
import type { Random } from '../random.ts';
import type { Grammar } from './grammar.ts';

const FEATURES = 0x8400_0064;
const LIST = 0x8400_0068;
const IN_REGISTERS = 0xc400_008b;
const CONSOLE = 0x8400_008a;
const WIDE = 0x4000_0000;
const SECONDARY_EP_REGISTER = 0xc400_0087;
/** Calls that say nothing but their number: FFA_ID_GET and FFA_SPM_ID_GET among them. */
const PLAIN: readonly number[] = [0x8400_0069, 0x8400_0085, SECONDARY_EP_REGISTER];
const COUNT_ONLY = 1;
/** As many characters as a call may have, and one more. */
const MOST: readonly number[] = [0, 24, 25, 48, 49, 128, 129];

/** The number of every function in each of its widths. */
const IDS: readonly number[] = FUNCTIONS.flatMap(({ number, widths }) => [
  ...(widths === '64' ? [] : [(0x8400_0000 | number) >>> 0]),
  ...(widths === '32' ? [] : [(0xc400_0000 | number) >>> 0]),
]);

/** Whether a call that succeeds leaves a list in RX. */
export function fillsRx({ words: [id, , , , , flags = 0] }: CallMove): boolean {
  return id === LIST && flags === 0;
}

/** A partition says where its other execution contexts start. */
export function startOfOthers(by: number): CallMove {
  return { do: 'call', by, words: [SECONDARY_EP_REGISTER, 0x1000] };
}

export function discoveryMove(grammar: Grammar): CallMove {
  const { random } = grammar;
  const by = grammar.anybody();
  switch (random.below(8)) {
    case 0:
    case 1:
      return { do: 'call', by, words: [LIST, ...uuidIn(grammar), flagsIn(random)] };
    case 2:
    case 3:
      return { do: 'call', by, words: inRegisters(grammar) };
    case 4:
    case 5: {
      const id = random.oneIn(4) ? random.below(6) : random.pick(IDS);
      return { do: 'call', by, words: [FEATURES, id, random.pick([0, 0, 2, 2, 1, 8])] };
    }
    case 6:
      return { do: 'call', by, words: [random.pick(PLAIN)] };
    default: {
      const id = random.oneIn(2) ? CONSOLE : (CONSOLE | WIDE) >>> 0;
      const count = random.oneIn(3) ? random.pick(MOST) : 1 + random.below(24);
      return { do: 'call', by, words: [id, count, ...Array.from({ length: 6 }, () => random.next())] };
    }
  }
}

/** A UUID in four words: nobody's in particular, somebody's, or what nobody has. */
function uuidIn({ random, stand }: Grammar): readonly number[] {
  if (random.oneIn(2)) return [0, 0, 0, 0];
  const { uuids, imageUuid } = random.pick(stand.spec.partitions);
  const uuid = imageUuid !== undefined && random.oneIn(2) ? imageUuid : random.pick(uuids);
  return random.oneIn(8) ? uuid.with(random.below(4), random.next()) : uuid;
}

function flagsIn(random: Random): number {
  return random.oneIn(10) ? random.pick([2, 3, 0x8000_0000]) : random.below(COUNT_ONLY + 1);
}

/** The beginning of a list, or what is behind it: then with the tag of the list, as a rule. */
function inRegisters(grammar: Grammar): readonly number[] {
  const { random, stand } = grammar;
  const [low, , high] = uuidIn(grammar);
  const start = random.oneIn(2) ? 0 : random.below(6);
  const { aborts } = stand.built.spmc.state.endpoints;
  const tag = (start === 0 ? 0 : aborts[0]) + (random.oneIn(10) ? 1 : 0);
  return [IN_REGISTERS, low, high, start + tag * 0x1_0000];
}
