/** VM_HOST_IPA_RESERVE: a VM keeps some of its addresses for memory of one kind. Source: gunyah 9.8. */

import { firstReasons, type Row } from './clause.ts';
import { bytesOf, Message } from './message.ts';
import { isFree } from './places.ts';
import { type Asked, answers, type Reply, type RmExpected, refused } from './request.ts';
import { ADDRESS_END, type Place, type Vm } from './state.ts';

const MOST_RANGES = 30;
const KNOWN_CONSTRAINTS = 0x7f;

/** A range that is asked for, in bytes. */
interface Range {
  readonly base: number;
  readonly span: number;
  readonly size: number;
  readonly alignment: number;
}

interface ReserveCase {
  readonly caller: Vm;
  readonly kind: number;
  readonly constraints: number;
  /** The form of the list fits its kind. */
  readonly fits: boolean;
  readonly ranges: readonly Range[];
}

const searched = ({ kind }: ReserveCase) => kind === 1;
/** The places that fixed ranges are. */
const fixed = ({ ranges }: ReserveCase): readonly Place[] =>
  ranges.map(({ base, size }) => ({ at: base / 4096, pages: size / 4096 }));

export const RESERVE: readonly Row<ReserveCase>[] = [
  [
    {
      rule: 'rm-reserve/no-addresses',
      status: 'DENIED',
      source: 'gunyah 9.8',
      broken: ({ caller }) => caller.flat,
    },
  ],
  [
    {
      rule: 'rm-reserve/kind',
      status: 'MSG_INVALID',
      source: 'gunyah 9.8',
      broken: ({ kind }) => kind > 1,
    },
  ],
  [
    {
      rule: 'rm-reserve/constraints',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.8',
      broken: ({ constraints }) => constraints === 0 || (constraints & ~KNOWN_CONSTRAINTS) !== 0,
    },
  ],
  [
    {
      rule: 'rm-reserve/list',
      status: 'MSG_INVALID',
      source: 'gunyah 7',
      broken: ({ fits }) => !fits,
    },
  ],
  [
    {
      rule: 'rm-reserve/too-many',
      status: 'NORESOURCE',
      source: 'gunyah 15',
      broken: ({ ranges }) => ranges.length > MOST_RANGES,
    },
  ],
  [
    {
      rule: 'rm-reserve/range',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.8',
      broken: ({ ranges }) =>
        ranges.some(
          ({ base, span, size, alignment }) =>
            [base, span, size, alignment].some((value) => value % 4096 !== 0) ||
            size === 0 ||
            base + span > ADDRESS_END,
        ),
    },
  ],
  [
    {
      rule: 'rm-reserve/taken',
      status: 'DENIED',
      source: 'gunyah 9.8',
      broken: (of) =>
        !searched(of) &&
        fixed(of).some((place, index) => isTaken(of.caller, place, fixed(of).slice(0, index))),
    },
    {
      rule: 'rm-reserve/taken',
      status: 'DENIED',
      source: 'gunyah 9.8',
      broken: (of) => searched(of) && of.ranges.some((range) => !canBe(of.caller, range)),
    },
    {
      rule: 'rm-reserve/taken',
      status: 'DENIED',
      source: 'gunyah 9.8',
      // Where the manager puts one decides whether there is room for the next.
      may: true,
      broken: (of) => searched(of) && of.ranges.length > 1,
    },
  ],
];

/** Neither memory nor other reservations may be there. */
function isTaken(vm: Vm, place: Place, others: readonly Place[]): boolean {
  return !isFree(vm, place, [...vm.reserved, ...others]);
}

/** Whether a range can be found where it is searched. */
function canBe(vm: Vm, { base, span, size, alignment }: Range): boolean {
  const step = Math.max(alignment, 4096);
  for (let at = Math.ceil(base / step) * step; at + size <= base + span; at += step)
    if (!isTaken(vm, { at: at / 4096, pages: size / 4096 }, [])) return true;
  return false;
}

export function expectReserve(asked: Asked): RmExpected {
  const { caller, message } = asked;
  const kind = message.byte(0);
  const size = kind === 1 ? 32 : 16;
  const shape = { name: '', head: 16, least: 16, lists: { ranges: size } };
  const whole = new Message(bytesIn(message), shape);
  const of: ReserveCase = {
    ...{ caller, kind, constraints: message.word(4), fits: whole.misfit === undefined },
    ranges: whole.list('ranges').entries.map((at) => rangeAt(whole, at, kind === 1)),
  };
  const reasons = firstReasons(RESERVE, of);
  if (reasons.some(({ may }) => may !== true)) return refused(reasons);
  return {
    reasons,
    succeed: (reply) => (kind === 1 ? keepFound(caller, of, reply) : keep(caller, of, fixed(of), reply)),
  };
}

function keep(
  vm: Vm,
  { constraints }: ReserveCase,
  places: readonly Place[],
  reply: Reply,
): string | undefined {
  vm.reserved = [...vm.reserved, ...places.map((place) => ({ ...place, constraints }))];
  return answers(reply);
}

/** What the manager found is where it was to search, free, and as it has to be. */
function keepFound(vm: Vm, of: ReserveCase, { data }: Reply): string | undefined {
  const bytes = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const wanted = bytesOf([of.ranges.length, 4]);
  if (data.length !== 4 + of.ranges.length * 8 || wanted.some((byte, at) => byte !== data[at]))
    return 'the answer has to carry an address for each range';
  for (const [index, { base, span, size, alignment }] of of.ranges.entries()) {
    const at = bytes.getUint32(4 + index * 8, true) + bytes.getUint32(8 + index * 8, true) * 2 ** 32;
    const place = { at: at / 4096, pages: size / 4096 };
    const inside = at >= base && at + size <= base + span && at % Math.max(alignment, 4096) === 0;
    if (!inside || isTaken(vm, place, [])) return `0x${at.toString(16)} is not where range ${index} can be`;
    vm.reserved = [...vm.reserved, { ...place, constraints: of.constraints }];
  }
  return undefined;
}

function bytesIn({ bytes }: Message): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function rangeAt(message: Message, at: number, searches: boolean): Range {
  const base = message.wide(at);
  const second = message.wide(at + 8);
  if (!searches) return { base, span: second, size: second, alignment: 0 };
  return { base, span: second, size: message.wide(at + 16), alignment: message.wide(at + 24) };
}
