import type { ByteOrder } from '../byte-order.ts';
import { type DumpRow, splitWords } from '../dump-row.ts';
import { canonicalRow } from '../hexdump-canonical.ts';
import { bareRow, offsetRow } from '../kernel-row.ts';
import type { Mistake } from '../reading.ts';
import { namedRegisters } from './named-registers.ts';

/** One way in which rows of bytes stand in a log. */
export interface DumpStyle {
  readonly name: string;
  /** How its groups are read where nothing else tells. */
  readonly order: ByteOrder;
  /** The row in a line; anything else for a line without. Lines count from 1. */
  row(text: string, line: number): DumpRow | Mistake | undefined;
}

const ADDRESS = /(?<![0-9a-z])([0-9a-f]{8}|[0-9a-f]{16}) {2}(?=[0-9a-f]{2}(?:\s|$))/i;
/** Eight bytes and a wider gap, as a halved row has it. */
const HALVED = /(?<=\s)(?:[0-9a-f]{2} ){8} (?=[0-9a-f]{2})/i;

/** The styles, what says most about itself first. */
export const DUMP_STYLES: readonly DumpStyle[] = [
  { name: 'offset and colon', order: 'little-endian', row: offsetRow },
  {
    name: 'address and two blanks',
    order: 'written',
    row(text, line) {
      const match = ADDRESS.exec(text);
      if (match === null) return undefined;
      const place = { line, start: match.index + match[0].length, offset: BigInt(`0x${match[1]}`) };
      return canonicalRow(text, place);
    },
  },
  {
    name: 'two halves',
    order: 'written',
    row(text, line) {
      const match = HALVED.exec(text);
      return match === null
        ? undefined
        : splitWords(text, { line, start: match.index, offset: undefined }, 2);
    },
  },
  {
    name: 'bytes alone',
    order: 'little-endian',
    // The last register of a line looks like eight bytes.
    row: (text, line) => (namedRegisters(text).length > 0 ? undefined : bareRow(text, line)),
  },
];
