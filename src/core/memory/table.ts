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

  /** Clears one row, in every column. */
  clear(row: number): void {
    for (const column of this.columns()) {
      const stride = this.stride(column);
      column.fill(0, row * stride, (row + 1) * stride);
    }
  }

  private columns(): Column[] {
    this.parts ??= Object.values(this).filter((value): value is Column => ArrayBuffer.isView(value));
    return this.parts;
  }

  private stride(column: Column): number {
    return column.length / (this.slots.capacity + 1);
  }
}
