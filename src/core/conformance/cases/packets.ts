import { NOTIFY_FLAG } from '../../gunyah/wire/values.ts';
import type { Case } from '../case.ts';
import { accepted, type Body, equal, refused } from '../checks.ts';
import { READ_WRITE, type VmParty } from '../vm-party.ts';
import { vmCase } from './vm-case.ts';

/** A packet by its bytes: version, type and continuations, sequence number, and a payload. The message is MEM_RECLAIM. */
function packet(
  fragments: number,
  sequence: number,
  payload: readonly number[] = [],
  version = 0x21,
): Uint8Array {
  return Uint8Array.of(version, fragments, sequence, 0, 0x15, 0, 0, 0x51, ...payload);
}

const REQUEST = 1;
/** A reclaim of parcel 0x77, which there is not. */
const RECLAIM = [0x77, 0, 0, 0, 0, 0, 0, 0];

/** The sequence numbers of the answers, each to a reclaim of a parcel that is not there. */
function* answered(
  what: string,
  vm: VmParty,
  packets: readonly Uint8Array[],
  expected: readonly number[],
): Body {
  const answers = yield* accepted(what, vm.packets(...packets));
  yield* equal(
    `${what}: what is answered`,
    answers.map((each) => each[2]),
    expected,
  );
  yield* equal(
    `${what}: and how`,
    answers.map((each) => each[8]),
    expected.map(() => 7),
  );
}

/** Packets, good and bad. */
export const PACKET_CASES: readonly Case[] = [
  vmCase(
    'packets/dropped',
    'a packet that is none is dropped, and the next message is served',
    ['requirements QH10', 'gunyah 17'],
    function* ({ owner }) {
      const good = packet(REQUEST, 9, RECLAIM);
      const bad: readonly (readonly [string, Uint8Array])[] = [
        ['nothing', new Uint8Array()],
        ['7 bytes', packet(REQUEST, 1).slice(0, 7)],
        ['241 bytes', packet(REQUEST, 1, new Array<number>(233).fill(0))],
        ['another version', packet(REQUEST, 1, RECLAIM, 0x22)],
        ['another header length', packet(REQUEST, 1, RECLAIM, 0x31)],
        ['63 continuations', packet(REQUEST | (63 << 2), 1, RECLAIM)],
        ['a continuation of nothing', packet(0, 1, RECLAIM)],
        ['an answer', packet(2, 1, RECLAIM)],
        ['a notification', packet(3, 1, RECLAIM)],
      ];
      for (const [what, each] of bad) yield* answered(what, owner, [each, good], [9]);
    },
  ),
  vmCase(
    'packets/mixed',
    'a continuation belongs to the message that is open, and a first packet ends it',
    ['requirements QH10', 'gunyah 17'],
    function* ({ owner }) {
      const first = packet(REQUEST | 4, 1, RECLAIM.slice(0, 4));
      const rest = RECLAIM.slice(4);
      const last = packet(4, 1, rest);
      const other = packet(4, 1, rest);
      other[4] = 0x14;
      yield* answered('in two packets', owner, [first, last], [1]);
      yield* answered('another sequence number between them', owner, [first, packet(4, 2, rest), last], [1]);
      yield* answered('another message between them', owner, [first, other, last], [1]);
      yield* answered('another count between them', owner, [first, packet(8, 1, rest), last], [1]);
      yield* answered('the first again', owner, [first, first, last], [1]);
      yield* answered('a whole message between them', owner, [first, packet(REQUEST, 2, RECLAIM), last], [2]);
      yield* answered('an end without a beginning', owner, [last], []);
    },
  ),
  vmCase(
    'packets/empty',
    'an empty payload is a message, which is too short for most',
    ['requirements QH10', 'gunyah 9.5'],
    function* ({ owner }) {
      yield* refused(
        'a reclaim of nothing',
        'MSG_INVALID',
        owner.send({ name: 'MEM_RECLAIM', id: 0x5100_0015 }, new Uint8Array()),
        'rm-message/too-short',
      );
      yield* refused(
        'what there is not',
        'UNIMPLEMENTED',
        owner.send({ name: 'none', id: 0x5100_0016 }, new Uint8Array()),
        'rm-message/unknown',
      );
      yield* refused(
        'a notification as a request',
        'UNIMPLEMENTED',
        owner.send({ name: 'MEM_SHARED', id: 0x5110_0011 }, new Uint8Array(32)),
        'rm-message/unknown',
      );
    },
  ),
  vmCase(
    'packets/flood',
    'who does not listen hears of the last 256 things, and can ask for what was lost',
    ['requirements QH9', 'gunyah 17'],
    function* ({ owner, borrower }) {
      const loan = yield* accepted('a page is lent', owner.lend([owner.page(0)], [[borrower, READ_WRITE]]));
      let count = 0;
      while (count < 257 && (yield* owner.notify(loan, NOTIFY_FLAG.RECALL, [borrower])).kind === 'done')
        count++;
      yield* equal('it is asked for 257 times', count, 257);
      const heard = yield* accepted('the borrower hears', borrower.hear());
      yield* equal('of 256', heard.length, 256);
      yield* accepted('and accepts, which it was not told of', borrower.accept(loan));
    },
  ),
];
