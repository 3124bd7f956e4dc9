/** Notifications and indirect messages, most of them right. */

import type { CallMove } from '../move.ts';
import type { Random } from '../random.ts';
import type { Grammar } from './grammar.ts';

const BITMAP_CREATE = 0x8400_007d;
const BITMAP_DESTROY = 0x8400_007e;
const BIND = 0x8400_007f;
const UNBIND = 0x8400_0080;
const SET = 0x8400_0081;
const GET = 0x8400_0082;
const INFO_GET = 0x8400_0083;
const INFO_GET_64 = 0xc400_0083;
const RX_ACQUIRE = 0x8400_0084;
const MSG_SEND2 = 0x8400_0086;

/** Of a walk, so many bonds between senders and receivers are remembered. */
const KEPT = 12;

/** A sender and a receiver, as w1 names them, and notifications. */
export type Bond = readonly [named: number, low: number, high: number];

/** Remembers what was bound. */
export function learnBond(bonds: Bond[], [id, named, , low, high]: readonly number[]): void {
  if (id !== BIND) return;
  bonds.push([named, low, high]);
  if (bonds.length > KEPT) bonds.shift();
}

/** Something about notifications: few of them, and few who have any, so that calls meet. */
export function bellMove(grammar: Grammar): CallMove {
  const { random, stand, bonds } = grammar;
  const receiver = grammar.anybody();
  const sender = grammar.anybody();
  const id = (place: number) => stand.actors[place].id;
  const both = (id(sender) * 0x1_0000 + id(receiver)) >>> 0;
  const bits = bitmap(random);
  const by = speaker(grammar, receiver);
  switch (random.below(12)) {
    case 0:
      return { do: 'call', by: 0, words: [BITMAP_CREATE, id(receiver), random.below(3)] };
    case 1:
      return {
        do: 'call',
        by: 0,
        words: [random.oneIn(3) ? BITMAP_DESTROY : BITMAP_CREATE, id(receiver), 1],
      };
    case 2:
    case 3:
    case 4:
      return { do: 'call', by, words: [BIND, both, random.oneIn(15) ? random.below(4) : 0, ...bits] };
    case 5:
    case 6:
    case 7:
    case 8: {
      // What was bound, as a rule: w1 and the bitmap of a call that succeeded.
      const [named, ...few] = bonds.length > 0 && !random.oneIn(6) ? random.pick(bonds) : [both, ...bits];
      const unbinds = random.oneIn(4);
      const place = Math.max(0, grammar.placeOf(unbinds ? named & 0xffff : named >>> 16));
      const flags = random.oneIn(6) ? random.below(4) : 0;
      return {
        do: 'call',
        by: speaker(grammar, place),
        words: [unbinds ? UNBIND : SET, named, unbinds ? 0 : flags, ...few],
      };
    }
    case 9:
    case 10: {
      const vcpu = random.oneIn(12) ? random.below(4) : 0;
      const flags = random.oneIn(12) ? random.below(32) : 1 + random.below(15);
      return { do: 'call', by, words: [GET, (vcpu * 0x1_0000 + id(receiver)) >>> 0, flags] };
    }
    default:
      return { do: 'call', by: random.oneIn(6) ? by : 0, words: [random.oneIn(2) ? INFO_GET : INFO_GET_64] };
  }
}

/** A message to somebody, as a rule to one who takes messages; or the hypervisor acquires RX of a VM. */
export function letterMove(grammar: Grammar): CallMove {
  const { random, stand } = grammar;
  const to = stand.actors[grammar.anybody()];
  if (random.oneIn(6)) return { do: 'call', by: 0, words: [RX_ACQUIRE, to.id] };
  const by = grammar.anybody();
  const from = stand.actors[by];
  const named = from.id === 0 && random.oneIn(4) ? 1 : 0;
  const wide = grammar.versionOf(by) >= 0x1_0002;
  const offset = (wide ? 40 : 20) + (random.oneIn(6) ? 4 * random.below(3) : 0);
  const size = random.oneIn(10) ? random.pick([0xfff, 0x1000, 0xffff_ffff]) : random.below(64);
  const flags = random.oneIn(10) ? random.below(4) : 0;
  const sender = named === 0 ? from.id : named;
  const header = [random.oneIn(25) ? 1 : 0, 0, offset, to.id + sender * 0x1_0000, size];
  return {
    ...{ do: 'call', by, words: [MSG_SEND2, named * 0x1_0000, flags] },
    tx: [...header, 0, 0, 0, 0, 0, random.next()].map((word) => word >>> 0),
  };
}

/** Who speaks for somebody: itself, or the hypervisor for a VM. */
function speaker({ random, stand }: Grammar, place: number): number {
  return !stand.actors[place].secure && random.oneIn(4) ? 0 : place;
}

/** One notification or two, in either half; rarely none. */
function bitmap(random: Random): readonly [number, number] {
  if (random.oneIn(30)) return [0, 0];
  const word = () => 1 << random.below(3);
  return random.oneIn(3) ? [0, word()] : [word() | (random.oneIn(4) ? word() : 0), 0];
}
