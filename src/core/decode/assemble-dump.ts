import { hexText } from '../abi/hex.ts';
import { ByteList } from './byte-list.ts';
import { type ByteOrder, byteOrderOf, bytesOfRow } from './byte-order.ts';
import type { DumpLine, DumpRow } from './dump-row.ts';
import { type Mistake, mistake, type Reading, tooLong, wholePiece } from './reading.ts';

/**
 * Puts the rows of a dump together. Offsets must follow one another without gap; they may start anywhere, because a
 * dump may show a part of a file or addresses of memory.
 */
export function assembleDump(lines: readonly DumpLine[], usual: ByteOrder): Reading {
  const rows = lines.filter((line) => line.kind === 'row');
  const { order, assumed } = byteOrderOf(rows, usual);
  const dump = new Dump(order);
  for (const line of lines) {
    const wrong = dump.add(line);
    if (wrong !== undefined) return wrong;
  }
  return dump.finish(assumed ? [ASSUMED[order]] : []);
}

const ASSUMED: Readonly<Record<ByteOrder, string>> = {
  written: 'Nothing tells the byte order of the groups; they were read first byte first.',
  'little-endian': 'Nothing tells the byte order of the groups; they were read as little-endian numbers.',
};

class Dump {
  readonly #order: ByteOrder;
  readonly #list = new ByteList();
  /** What the first row's offset is. */
  #start: bigint | undefined;
  /** The bytes of the last row. */
  #row: readonly number[] = [];
  /** A star whose rows are still to be filled in. */
  #repeat: DumpLine | undefined;

  constructor(order: ByteOrder) {
    this.#order = order;
  }

  add(line: DumpLine): Mistake | undefined {
    switch (line.kind) {
      case 'row':
        return this.#addRow(line);
      case 'repeat':
        return this.#addRepeat(line);
      case 'end':
        return this.#fill(line, line.offset) ?? this.#end(line, line.offset);
    }
  }

  finish(notes: readonly string[]): Reading {
    if (this.#repeat !== undefined) {
      const { line, column } = this.#repeat;
      return mistake(line, column, "'*' as the last line", 'the offset where the repeated rows end');
    }
    if (this.#list.length === 0) return mistake(1, 1, 'no bytes', 'a row of bytes');
    const start = this.#start ?? 0n;
    const shift = start === 0n ? [] : [`The offsets of the dump start at ${hexText(start)}.`];
    return wholePiece(this.#list.toBytes(), ...shift, ...notes);
  }

  #addRow(row: DumpRow): Mistake | undefined {
    if (row.offset !== undefined) {
      this.#start ??= row.offset;
      const wrong = this.#fill(row, row.offset) ?? this.#follow(row, row.offset);
      if (wrong !== undefined) return wrong;
    }
    this.#row = bytesOfRow(row, this.#order);
    return this.#list.add(this.#row) ? undefined : tooLong(row.line, row.column);
  }

  #addRepeat(line: DumpLine): Mistake | undefined {
    if (this.#row.length === 0)
      return mistake(line.line, line.column, "'*' as the first line", 'a row that is repeated');
    this.#repeat = line;
    return undefined;
  }

  /** Repeats the last row up to an offset, where a star says so. */
  #fill({ kind, line, column }: DumpLine, offset: bigint): Mistake | undefined {
    if (this.#repeat === undefined) return undefined;
    this.#repeat = undefined;
    let missing = offset - this.#expected;
    for (; missing >= BigInt(this.#row.length); missing -= BigInt(this.#row.length))
      if (!this.#list.add(this.#row)) return tooLong(line, column);
    // Some tools let a star stand for a last row that equals the start of the one before.
    const part = kind === 'end' && missing > 0n ? this.#row.slice(0, Number(missing)) : [];
    return this.#list.add(part) ? undefined : tooLong(line, column);
  }

  #follow({ line, column }: DumpLine, offset: bigint): Mistake | undefined {
    if (offset === this.#expected) return undefined;
    const what = this.#list.length === 0 ? 'the start' : 'the bytes before';
    return mistake(
      line,
      column,
      `offset ${hexText(offset)}`,
      `${hexText(this.#expected)}, which follows ${what}`,
    );
  }

  /** A closing offset inside the last group says that the digits behind it only fill up a word. */
  #end(line: DumpLine, offset: bigint): Mistake | undefined {
    const surplus = Number(this.#expected - offset);
    const filling = surplus === 1 && this.#row.at(-1) === 0 && this.#order === 'little-endian';
    if (!filling) return this.#follow(line, offset);
    this.#list.shorten(surplus);
    return undefined;
  }

  get #expected(): bigint {
    return (this.#start ?? 0n) + BigInt(this.#list.length);
  }
}
