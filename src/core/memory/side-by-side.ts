import type { SavedSlots, Slots } from './slots.ts';
import type { Column, Table } from './table.ts';

/** A copy of all records of some tables, that can be taken and put back many times. */
export class RecordsCopy {
  readonly words: Uint32Array;
  slots: readonly SavedSlots[] = [];

  constructor(words: number) {
    this.words = new Uint32Array(words);
  }
}

/**
 * Tables whose columns lie side by side in one buffer. To copy all of their records is then to copy one array, and to compare them is to
 * compare one: where states are taken and put back by the million, that is what counts. Everything else about the tables stays as it is.
 */
export class SideBySide {
  private readonly words: Uint32Array;
  private readonly slots: readonly Slots[];
  /** Stretches of words that are compared: first, and the one behind the last. */
  private stretches: Uint32Array;

  /** Moves the columns of tables. To be done before anybody has kept one. */
  constructor(tables: readonly Table[]) {
    const buffer = new ArrayBuffer(tables.reduce((sum, table) => sum + table.room, 0));
    let at = 0;
    for (const table of tables) at = table.moveTo(buffer, at);
    this.words = new Uint32Array(buffer);
    this.slots = [...new Set(tables.map(({ slots }) => slots))];
    this.stretches = Uint32Array.of(0, this.words.length);
  }

  /** Leaves columns out of comparisons from now on: whoever knows better looks after them. */
  leaveOut(columns: readonly Column[]): void {
    const gaps = columns
      .map(({ byteOffset, byteLength }) => [byteOffset >>> 2, (byteOffset + byteLength + 3) >>> 2] as const)
      .sort(([one], [other]) => one - other);
    this.stretches = Uint32Array.of(0, ...gaps.flat(), this.words.length);
  }

  /** A copy that nothing has been taken into. */
  blank(): RecordsCopy {
    return new RecordsCopy(this.words.length);
  }

  /** Takes all records into a copy. */
  take(into: RecordsCopy): void {
    into.words.set(this.words);
    into.slots = this.slots.map((slots) => slots.save());
  }

  /** Puts a copy back. */
  put(copy: RecordsCopy): void {
    this.words.set(copy.words);
    this.slots.forEach((slots, index) => {
      slots.restore(copy.slots[index]);
    });
  }

  /** Whether all records are as they were when a copy was taken. */
  equals({ words: before, slots }: RecordsCopy): boolean {
    const { words, stretches } = this;
    for (let stretch = 0; stretch < stretches.length; stretch += 2)
      if (!areEqual(words, before, stretches[stretch], stretches[stretch + 1])) return false;
    for (let index = 0; index < slots.length; index++)
      if (this.slots[index].live !== slots[index].taken || this.slots[index].used !== slots[index].used)
        return false;
    return true;
  }
}

/** Whether two arrays have the same words from one on, up to another. Four at a time, which takes a third of the time of one by one. */
function areEqual(left: Uint32Array, right: Uint32Array, from: number, to: number): boolean {
  let at = from;
  for (; at < to - 3; at += 4) {
    const first = (left[at] ^ right[at]) | (left[at + 1] ^ right[at + 1]);
    const second = (left[at + 2] ^ right[at + 2]) | (left[at + 3] ^ right[at + 3]);
    if ((first | second) !== 0) return false;
  }
  for (; at < to; at++) if (left[at] !== right[at]) return false;
  return true;
}
