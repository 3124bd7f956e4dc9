/** FFA_NOTIFICATION_*: bitmaps, who is bound, what is pending, who has to be told. Source: ffa-hafnium 1.9. */

import { type Bells, bitsOf, interruptScheduler, newBells, ring, SOURCES, untold, wordsOf } from './bells.ts';
import { type Answer, type Call, differs, type Expected, ID, isWide, w } from './call.ts';
import { type Clause, reasonsIn } from './clause.ts';
import {
  type BellCase,
  BIND,
  BITMAP_CREATE,
  BITMAP_DESTROY,
  DELAY,
  SET,
  TAKE,
  type TakeCase,
  TELL,
  UNBIND,
} from './notification-clauses.ts';
import { refusal } from './send.ts';
import { type Endpoint, isSecure, lives, type World } from './state.ts';

/** An endpoint that lives. */
function living(world: World, id: number): Endpoint | undefined {
  return lives(world, id) ? world.endpoints.get(id) : undefined;
}

export function expectBitmap(world: World, { registers }: Call, creates: boolean): Expected {
  const id = w(registers, 1) & 0xffff;
  const vm = isSecure(id) ? undefined : living(world, id);
  const reasons = reasonsIn(creates ? BITMAP_CREATE : BITMAP_DESTROY, { vm });
  if (vm === undefined) return refusal(reasons);
  return {
    reasons,
    allowed: [],
    succeed: (answer) => {
      vm.bells = creates ? newBells(w(registers, 2)) : undefined;
      return differs(answer.registers, ID.SUCCESS);
    },
  };
}

/** What a call about some notifications does to those of their receiver. */
type Change = (of: BellCase & { readonly receiver: Endpoint & { readonly bells: Bells } }) => void;

export function expectBind(world: World, call: Call): Expected {
  return expectAbout(world, call, BIND, ({ receiver, bits, sender }) => {
    for (const bit of bits) receiver.bells.bound.set(bit, sender);
  });
}

export function expectUnbind(world: World, call: Call): Expected {
  return expectAbout(world, call, UNBIND, ({ receiver, bits }) => {
    for (const bit of bits) receiver.bells.bound.delete(bit);
  });
}

export function expectSet(world: World, call: Call): Expected {
  return expectAbout(world, call, SET, ({ receiver, bits, sender, flags }) => {
    ring(receiver, isSecure(sender) ? 'secure' : 'normal', bits);
    interruptScheduler(world, (flags & DELAY) !== 0);
  });
}

function expectAbout(
  world: World,
  { caller, registers }: Call,
  clauses: readonly Clause<BellCase>[],
  change: Change,
): Expected {
  const receiverId = w(registers, 1) & 0xffff;
  const of: BellCase = {
    ...{ world, caller, receiverId },
    ...{ sender: w(registers, 1) >>> 16, flags: w(registers, 2), receiver: living(world, receiverId) },
    bits: bitsOf(w(registers, 3), w(registers, 4)),
  };
  const reasons = reasonsIn(clauses, of);
  const { receiver } = of;
  const bells = receiver?.bells;
  if (receiver === undefined || bells === undefined) return refusal(reasons);
  return {
    reasons,
    allowed: [],
    succeed: (answer) => {
      change({ ...of, receiver: receiver as Endpoint & { readonly bells: Bells } });
      return differs(answer.registers, ID.SUCCESS);
    },
  };
}

/** Which halves of what is pending each flag asks for: secure, normal, and the two of the framework. */
export function expectTake(world: World, { caller, registers }: Call): Expected {
  const receiverId = w(registers, 1) & 0xffff;
  const receiver = living(world, receiverId);
  const flags = w(registers, 2);
  const of: TakeCase = { caller, receiverId, receiver, flags, vcpu: w(registers, 1) >>> 16 };
  const reasons = reasonsIn(TAKE, of);
  if (receiver === undefined) return refusal(reasons);
  const asked = {
    secure: (flags & 1) !== 0 ? [0, 1] : [],
    normal: (flags & 2) !== 0 ? [0, 1] : [],
    framework: [...((flags & 4) !== 0 ? [0] : []), ...((flags & 8) !== 0 ? [1] : [])],
  };
  return {
    reasons,
    allowed: [],
    succeed: (answer) => {
      const words = SOURCES.flatMap((source) => {
        const pending = receiver.bells?.pending[source] ?? new Set<number>();
        const taken = [...pending].filter((bit) => asked[source].includes(bit >>> 5));
        for (const bit of taken) pending.delete(bit);
        return wordsOf(taken);
      });
      return differs(answer.registers, ID.SUCCESS, 0, ...words);
    },
  };
}

/** Ids that one answer has room for: two in a word, four in a double one. */
const ROOM = { narrow: 10, wide: 20 } as const;

export function expectTell(world: World, { registers }: Call): Expected {
  const waiting = untold(world);
  const wide = isWide(registers);
  return {
    reasons: reasonsIn(TELL, { untold: waiting }),
    allowed: [],
    succeed: (answer) => {
      const found = idsIn(answer, wide);
      const room = wide ? ROOM.wide : ROOM.narrow;
      const ids = waiting.map(({ id }) => id);
      for (const { id, bells } of waiting) if (bells !== undefined) bells.told = found.includes(id);
      const right = found.length === Math.min(ids.length, room) && found.every((id) => ids.includes(id));
      return right ? undefined : `it tells of ${found.join(' ')}, and has to tell of ${ids.join(' ')}`;
    },
  };
}

/** The ids of lists of one id each, which is what global notifications have. */
function idsIn({ registers }: Answer, wide: boolean): readonly number[] {
  const lists = (w(registers, 2) >>> 7) & 0x1f;
  return Array.from({ length: lists }, (_, index) => {
    const half = index >>> 1;
    const word = registers[6 + (wide ? half : 2 * half)];
    return (word >>> ((index & 1) * 16)) & 0xffff;
  });
}
