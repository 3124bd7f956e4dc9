/** Invariants of what is written: responses, and descriptors in the layouts of several versions. */

import { convertTransaction } from '../../abi/convert-transaction.ts';
import { TYPE_OF } from '../model/operation.ts';
import type { Books } from './books.ts';
import type { Invariant } from './invariant.ts';

const RESPONSE = 0x8400_0075;
const OPERATIONS = [0, TYPE_OF.share, TYPE_OF.lend, TYPE_OF.donate];

export const OF_CONTENTS: readonly Invariant[] = [
  {
    number: 23,
    id: 'response-from-record',
    what: 'A response says what was sent, whatever else there is: handle, sender, tag, kind, pages.',
    source: 'users 3.1 (23)',
    move(books, { outcome: { answer, answered, actor } }) {
      if (answer[0] !== RESPONSE || !answered || actor === undefined) return undefined;
      const rx = books.stand.rxNow(actor);
      if (rx === undefined) return 'there is no RX for the response';
      const word = (index: number) => rx.getUint32(4 * index, true);
      const slot = word(2);
      const operation = (word(1) >> 3) & 3;
      const t = books.keeperOf(word(3)).transactions;
      const { pages } = books.stand.built.ledger.transactions;
      // A donation that went over is over: there is nothing left to compare with.
      if (t.find(slot, word(3)) === 0)
        return OPERATIONS.includes(operation) ? undefined : 'the response has no kind';
      const same =
        (word(0) & 0xffff) === t.senderId[slot] &&
        word(4) === t.tagLow[slot] &&
        word(5) === t.tagHigh[slot] &&
        operation === t.operation[slot] &&
        pages[slot] === t.totalPages[slot];
      return same ? undefined : `the response about transaction ${slot} does not say what was sent`;
    },
  },
  {
    number: 24,
    id: 'conversions-return',
    what: 'A descriptor that is converted to the layout of another version and back is what it was.',
    source: 'users 3.1 (24), requirements QA8',
    whole: (books) => (books.sample === undefined ? undefined : differsAfterReturn(books.sample)),
  },
];

/** There and back between the layouts of a version and all others: what is lost on the way. */
export function differsAfterReturn(
  { bytes, version }: NonNullable<Books['sample']>,
  convert: typeof convertTransaction = convertTransaction,
): string | undefined {
  for (const other of [0x1_0000, 0x1_0001, 0x1_0002]) {
    const there = convert(bytes, version, other);
    if (!there.ok) continue;
    const back = convert(there.bytes, other, version);
    const again = back.ok ? convert(back.bytes, version, other) : back;
    if (!again.ok) return `from ${version.toString(16)} to ${other.toString(16)} and back is no way`;
    if (again.bytes.some((byte, at) => byte !== there.bytes[at]))
      return `something is lost between ${version.toString(16)} and ${other.toString(16)}`;
  }
  return undefined;
}
