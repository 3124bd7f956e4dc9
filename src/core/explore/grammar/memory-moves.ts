/** Calls that move memory, most of them right. */

import { type Operation, TYPE_OF } from '../model/operation.ts';
import type { CallMove } from '../move.ts';
import type { Grammar } from './grammar.ts';
import { nearly } from './nearly.ts';
import type { Sending } from './sendings.ts';
import {
  accessSizeOf,
  headerSizeOf,
  type Range,
  type Written,
  writeConstituents,
  writeDescriptor,
} from './words.ts';

const NUMBER_OF: Readonly<Record<Operation, number>> = { donate: 0x71, lend: 0x72, share: 0x73 };
const OPERATIONS: readonly Operation[] = [
  'share',
  'share',
  'share',
  'lend',
  'lend',
  'lend',
  'lend',
  'donate',
];
const NARROW = 0x8400_0000;
const WIDE = 0xc400_0000;
const NORMAL = 0x2f;
const RO = 1;
const RW = 2;

/** A send by anybody to others, of pages that are its own as a rule, in one piece or in several. */
export function sendMove(grammar: Grammar): CallMove {
  const { random, stand } = grammar;
  const by = grammar.anybody();
  const version = grammar.versionOf(by);
  const operation = random.pick(OPERATIONS);
  const receivers = receiversOf(grammar, by, operation);
  const permissions = operation === 'donate' ? 0 : random.oneIn(3) ? RO : RW;
  const constituents = rangesOf(grammar, by);
  const flags = operation !== 'share' && random.oneIn(4) ? 1 : 0;
  const as = grammar.serial;
  const sender = stand.actors[by].id;
  const tag = random.oneIn(4) ? random.below(3) : 0;
  const impdef = random.oneIn(8) ? 1 + random.below(2) : 0;
  const several = operation === 'lend' && receivers.length > 1;
  const right: Written = {
    version,
    sender,
    attributes: operation === 'share' || several ? NORMAL : 0,
    flags,
    tag,
    impdef,
    receivers: receivers.map((id) => ({ id, permissions })),
    constituents,
  };
  const tx = writeDescriptor(grammar.isHostile ? nearly(right, random) : right);
  const total = tx.length * 4;
  const head = total - constituents.length * 16;
  const isLong = constituents.length > 250;
  const length = isLong
    ? Math.min(total, 4096)
    : random.oneIn(6)
      ? head + 16 * random.below(constituents.length)
      : total;
  const rest = constituents.slice((length - head) / 16);
  grammar.sendings.add({
    as,
    by,
    sender,
    operation,
    receivers,
    permissions,
    flags,
    tag,
    impdef,
    isLong,
    rest,
  });
  const id = ((random.oneIn(4) ? WIDE : NARROW) | NUMBER_OF[operation]) >>> 0;
  return { do: 'call', by, words: [id, total, length], tx: tx.slice(0, length / 4), as };
}

/** The next fragment of a send, or of one that lacks none. */
export function fragmentMove(grammar: Grammar): CallMove {
  const { random, sendings } = grammar;
  const unfinished = sendings.all.filter(({ rest }) => rest.length > 0);
  const sending = unfinished.length > 0 ? random.pick(unfinished) : pickFrom(grammar);
  if (sending === undefined) return sendMove(grammar);
  const most = Math.min(sending.rest.length, 256);
  const count = random.oneIn(3) ? random.below(most + 1) : most;
  const tx: number[] = [];
  writeConstituents(tx, sending.rest.slice(0, count));
  sending.rest = sending.rest.slice(count);
  return {
    do: 'call',
    by: sending.by,
    words: [(NARROW | 0x7b) >>> 0, 0, 0, count * 16],
    tx,
    handle: { of: sending.as },
  };
}

/** A receiver asks for what it was sent; sometimes somebody else does. */
export function retrieveMove(grammar: Grammar): CallMove {
  const { random } = grammar;
  const sending = pickFrom(grammar);
  if (sending === undefined) return sendMove(grammar);
  const id = random.pick(sending.receivers);
  const by = id < 0x8000 && random.oneIn(4) ? 0 : Math.max(grammar.placeOf(id), 0);
  if (by === 0 && random.oneIn(3)) return showMove(grammar, sending);
  const version = grammar.versionOf(by);
  const several =
    sending.operation === 'share' || (sending.operation === 'lend' && sending.receivers.length > 1);
  const bypass = sending.receivers.length > 1 && random.oneIn(5);
  const instruction = several ? 0 : random.oneIn(3) ? 8 : 4;
  const listed = bypass ? [id] : sending.receivers;
  const permissions = (random.oneIn(4) ? RO : sending.permissions) | instruction;
  const zero = sending.operation !== 'share' && random.oneIn(6) ? (random.oneIn(2) ? sending.flags : 4) : 0;
  const type = random.oneIn(2) ? TYPE_OF[sending.operation] << 3 : 0;
  const right: Written = {
    version,
    sender: sending.sender,
    attributes: random.oneIn(2) ? NORMAL : 0,
    flags: zero | type | (bypass ? 0x400 : 0),
    tag: sending.tag,
    impdef: sending.impdef,
    receivers: listed.map((receiver) => ({ id: receiver, permissions })),
    constituents: undefined,
  };
  const tx = writeDescriptor(grammar.isHostile ? nearly(right, random) : right);
  const name = ((random.oneIn(4) ? WIDE : NARROW) | 0x74) >>> 0;
  return { do: 'call', by, words: [name, tx.length * 4, tx.length * 4], tx, handle: { of: sending.as } };
}

/** The hypervisor looks at a transaction. */
function showMove(grammar: Grammar, { as }: Sending): CallMove {
  const bytes = headerSizeOf(grammar.versionOf(0));
  const tx = new Array<number>(bytes / 4).fill(0);
  return { do: 'call', by: 0, words: [(NARROW | 0x74) >>> 0, bytes, bytes], tx, handle: { of: as } };
}

export function relinquishMove(grammar: Grammar): CallMove {
  const { random } = grammar;
  const sending = pickFrom(grammar);
  if (sending === undefined) return sendMove(grammar);
  const id = random.pick(sending.receivers);
  const by = id < 0x8000 && random.oneIn(4) ? 0 : Math.max(grammar.placeOf(id), 0);
  const flags = sending.operation === 'lend' && random.oneIn(4) ? 1 : 0;
  return {
    do: 'call',
    by,
    words: [(NARROW | 0x76) >>> 0],
    tx: [0, 0, flags, 1, id],
    handle: { of: sending.as },
  };
}

export function reclaimMove(grammar: Grammar): CallMove {
  const sending = pickFrom(grammar);
  if (sending === undefined) return sendMove(grammar);
  const flags = grammar.random.oneIn(6) ? 1 : 0;
  return {
    do: 'call',
    by: sending.by,
    words: [(NARROW | 0x77) >>> 0, 0, 0, flags],
    handle: { of: sending.as },
  };
}

/** The next fragment of a response: where the first one ended, if it was full. */
export function fetchMove(grammar: Grammar): CallMove {
  const { random } = grammar;
  const long = grammar.sendings.all.filter(({ rest }) => rest.length === 0);
  const sending = long.length > 0 ? random.pick(long) : pickFrom(grammar);
  if (sending === undefined) return sendMove(grammar);
  const id = random.pick(sending.receivers);
  const by = Math.max(grammar.placeOf(id), 0);
  const version = grammar.versionOf(by);
  const head = headerSizeOf(version) + accessSizeOf(version) + 16;
  const offset = random.oneIn(3) ? head : head + Math.floor((4096 - head) / 16) * 16;
  return { do: 'call', by, words: [(NARROW | 0x7a) >>> 0, 0, 0, offset], handle: { of: sending.as } };
}

/** One of the last sends, or none when there is none yet. */
function pickFrom({ sendings, random }: Grammar): Sending | undefined {
  return sendings.all.length === 0 ? undefined : random.pick(sendings.all);
}

/** One receiver, or several; secure ones as a rule, for the normal world has nothing to send to itself where no hypervisor mediates. */
function receiversOf(grammar: Grammar, by: number, operation: Operation): readonly number[] {
  const { random, stand } = grammar;
  const anywhere = random.oneIn(grammar.mediated ? 2 : 8);
  const others = stand.actors.filter((_, place) => place !== by);
  const near = others.filter(({ secure }) => anywhere || secure);
  const some = near.length > 0 ? near : others;
  const first = random.below(some.length);
  const count = operation === 'donate' || !random.oneIn(3) ? 1 : 1 + random.below(some.length);
  const ids: number[] = [];
  for (let index = 0; index < count; index++) ids.push(some[(first + index) % some.length].id);
  return ids;
}

/** Pages at the end of a large region, for sends of so many constituents that neither they nor the response fit into one buffer. */
const LONG = 270;

/** Pages of the sender's memory: one range, a few that do not touch, or a great many. */
function rangesOf(grammar: Grammar, by: number): readonly Range[] {
  const { random, stand } = grammar;
  const { memory } = stand.spec.partitions[by];
  const region = random.oneIn(6)
    ? random.pick(random.pick(stand.spec.partitions).memory)
    : random.pick(memory);
  const first = region.at / 0x1000;
  const ranges: Range[] = [];
  if (region.pages > LONG && random.oneIn(40)) {
    const count = 258 + random.below(8);
    for (let index = 0; index < count; index++) ranges.push([first + region.pages - LONG + index, 1]);
    return ranges;
  }
  const inner = Math.min(region.pages, 0x14);
  const at = first + random.below(inner);
  if (!random.oneIn(3)) return [[at, 1 + random.below(3)]];
  const step = 1 + random.below(3);
  const count = 2 + random.below(3);
  for (let index = 0; index < count; index++) ranges.push([at + index * step, 1 + random.below(step)]);
  return ranges;
}
