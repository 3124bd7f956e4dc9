import type { Slots } from './slots.ts';

/** What a column may be made of. */
export type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** A copy of a table's columns. Opaque to everybody but the table it was taken from. */
export type SavedTable = readonly Column[];

/**
 * Records as columns: how state is kept everywhere.
 *
 * A record is a slot; each of its fields is a typed array indexed by that slot. A subclass declares its columns as
 * properties of `slots.capacity + 1` rows (times a whole number, for fields that repeat). Several tables may share the same slots when
 * they describe the same records for different rooms. Nothing is allocated when a record comes or goes; saving costs in proportion to
 * the slots ever used.
 */
export abstract class Table {
  readonly slots: Slots;
  private parts: Column[] | undefined;

  constructor(slots: Slots) {
    this.slots = slots;
  }

  /** Takes a copy of the rows ever used. */
  save(): SavedTable {
    const rows = this.slots.used + 1;
    return this.columns().map((column) => column.slice(0, rows * this.stride(column)));
  }

  /** Puts a copy back and clears the rows that came into use since. To be called before the slots are restored. */
  restore(saved: SavedTable): void {
    const rows = this.slots.used + 1;
    this.columns().forEach((column, index) => {
      column.fill(0, saved[index].length, rows * this.stride(column));
      column.set(saved[index]);
    });
  }

  /** The columns by their names, as the subclass declares them. */
  named(): readonly (readonly [name: string, column: Column])[] {
    return Object.entries(this).filter((entry): entry is [string, Column] => ArrayBuffer.isView(entry[1]));
  }

  /** Entries of a column for each row. */
  stride(column: Column): number {
    return column.length / (this.slots.capacity + 1);
  }

  /**
   * Moves all columns into a buffer, one behind the other from byte `at` on, which is a multiple of eight. Returns the byte behind them, which is
   * one, too. Whoever has kept a column before has one that nobody writes to any more.
   */
  moveTo(buffer: ArrayBuffer, at: number): number {
    let end = at;
    for (const [name, column] of this.named()) {
      const moved = new (column.constructor as ColumnType)(buffer, end, column.length);
      moved.set(column);
      Reflect.set(this, name, moved);
      end += roomFor(column);
    }
    this.parts = undefined;
    return end;
  }

  /** Bytes that `moveTo` fills. */
  get room(): number {
    return this.columns().reduce((sum, column) => sum + roomFor(column), 0);
  }

  /** Clears one row, in every column. */
  clear(row: number): void {
    for (const column of this.columns()) {
      const stride = this.stride(column);
      column.fill(0, row * stride, (row + 1) * stride);
    }
  }

  private columns(): Column[] {
    this.parts ??= this.named().map(([, column]) => column);
    return this.parts;
  }
}

type ColumnType = new (buffer: ArrayBuffer, at: number, length: number) => Column;

/** Bytes of a column, up to where one of any type may begin. */
function roomFor(column: Column): number {
  return (column.byteLength + 7) & ~7;
}
