import { describe, expect, test } from 'vitest';
import { Borrowers, Transactions } from '../../src/core/memory/ledger-tables.ts';
import { Slots } from '../../src/core/memory/slots.ts';
import { Table } from '../../src/core/memory/table.ts';

/** A table with every kind of column, one of them with three fields a row. */
class Things extends Table {
  readonly byte: Uint8Array;
  readonly half: Uint16Array;
  readonly word: Uint32Array;
  readonly signed: Int32Array;
  readonly number: Float64Array;
  readonly triple: Uint32Array;
  /** Not a column. */
  readonly label = 'things';

  constructor(slots: Slots) {
    super(slots);
    const rows = slots.capacity + 1;
    this.byte = new Uint8Array(rows);
    this.half = new Uint16Array(rows);
    this.word = new Uint32Array(rows);
    this.signed = new Int32Array(rows);
    this.number = new Float64Array(rows);
    this.triple = new Uint32Array(rows * 3);
  }

  put(row: number, value: number): void {
    this.byte[row] = value;
    this.half[row] = value * 256;
    this.word[row] = value * 2 ** 24;
    this.signed[row] = -value;
    this.number[row] = value + 2 ** 40;
    this.triple.set([value, value + 1, value + 2], row * 3);
  }

  row(row: number): number[] {
    const { byte, half, word, signed, number, triple } = this;
    return [byte, half, word, signed, number]
      .map((column) => column[row]!)
      .concat(...triple.subarray(row * 3, row * 3 + 3));
  }

  rows(): number[][] {
    return Array.from({ length: this.slots.capacity + 1 }, (_, row) => this.row(row));
  }
}

/** The row that `put(row, value)` writes. */
function rowOf(value: number): number[] {
  return [value, value * 256, value * 2 ** 24, -value, value + 2 ** 40, value, value + 1, value + 2];
}

const EMPTY = [0, 0, 0, 0, 0, 0, 0, 0];

/** A table of 4 rows, the first `filled` of them taken and filled. */
function thingsWith(filled: number): Things {
  const things = new Things(new Slots(4));
  for (let row = 1; row <= filled; row++) things.put(things.slots.take(), row * 10);
  return things;
}

/** As everybody does it: the table first, then its slots. */
function restored(
  things: Things,
  saved: { table: ReturnType<Things['save']>; slots: ReturnType<Slots['save']> },
) {
  things.restore(saved.table);
  things.slots.restore(saved.slots);
}

test('a row is cleared in every column, and no other is', () => {
  const things = thingsWith(3);

  things.clear(2);

  expect(things.rows()).toEqual([EMPTY, rowOf(10), EMPTY, rowOf(30), EMPTY]);
});

describe('save and restore', () => {
  test('rows come back as they were', () => {
    const things = thingsWith(2);
    const saved = { table: things.save(), slots: things.slots.save() };

    things.put(1, 77);
    things.put(2, 88);
    restored(things, saved);

    expect(things.rows()).toEqual([EMPTY, rowOf(10), rowOf(20), EMPTY, EMPTY]);
  });

  test('rows that came into use since are cleared: whoever takes them finds nothing', () => {
    const things = thingsWith(1);
    const saved = { table: things.save(), slots: things.slots.save() };

    things.put(things.slots.take(), 50);
    things.put(things.slots.take(), 60);
    restored(things, saved);

    expect(things.rows()).toEqual([EMPTY, rowOf(10), EMPTY, EMPTY, EMPTY]);
    expect(things.slots.take()).toBe(2);
  });

  test('a copy of more rows than are in use now', () => {
    const things = thingsWith(1);
    const early = { table: things.save(), slots: things.slots.save() };
    things.put(things.slots.take(), 20);
    things.put(things.slots.take(), 30);
    const late = { table: things.save(), slots: things.slots.save() };

    restored(things, early);
    restored(things, late);

    expect(things.rows()).toEqual([EMPTY, rowOf(10), rowOf(20), rowOf(30), EMPTY]);
    expect([things.slots.live, things.slots.take()]).toEqual([3, 4]);
  });

  test('a copy does not change with the table', () => {
    const things = thingsWith(1);
    const saved = { table: things.save(), slots: things.slots.save() };

    things.put(1, 99);
    restored(things, saved);
    things.put(1, 98);
    restored(things, saved);

    expect(things.row(1)).toEqual(rowOf(10));
  });

  test('row 0, which stands for all, is kept too', () => {
    const things = thingsWith(0);
    things.put(0, 5);
    const saved = { table: things.save(), slots: things.slots.save() };

    things.put(0, 6);
    restored(things, saved);

    expect(things.row(0)).toEqual(rowOf(5));
  });

  test('two tables on one set of slots are restored before it, in any order', () => {
    const slots = new Slots(4);
    const left = new Things(slots);
    const right = new Things(slots);
    const empty = { left: left.save(), right: right.save(), slots: slots.save() };
    left.put(slots.take(), 1);
    right.put(1, 2);

    right.restore(empty.right);
    left.restore(empty.left);
    slots.restore(empty.slots);

    expect([left.rows(), right.rows()]).toEqual([Array(5).fill(EMPTY), Array(5).fill(EMPTY)]);
  });
});

describe('moved to a buffer that several tables share', () => {
  /** Columns of five rows, each with room up to a multiple of eight bytes: 8, 16, 24, 24, 40 and 64. */
  const ROOM = 176;

  test('rows stay what they are, and take the room that was announced', () => {
    const things = thingsWith(3);
    const buffer = new ArrayBuffer(16 + ROOM);

    expect(things.room).toBe(ROOM);
    expect(things.moveTo(buffer, 16)).toBe(16 + ROOM);

    expect(things.rows()).toEqual([EMPTY, rowOf(10), rowOf(20), rowOf(30), EMPTY]);
    expect(
      things.named().map(([name, { buffer: at, byteOffset }]) => [name, at === buffer, byteOffset]),
    ).toEqual([
      ['byte', true, 16],
      ['half', true, 24],
      ['word', true, 40],
      ['signed', true, 64],
      ['number', true, 88],
      ['triple', true, 128],
    ]);
  });

  test('rows are cleared and copied where they are now', () => {
    const things = thingsWith(2);
    things.clear(0);
    things.moveTo(new ArrayBuffer(ROOM), 0);

    things.clear(1);
    const saved = things.save();
    things.put(2, 99);
    things.restore(saved);

    expect(things.rows()).toEqual([EMPTY, EMPTY, rowOf(20), EMPTY, EMPTY]);
  });
});

test.each([
  ['transactions', Transactions],
  ['borrowers', Borrowers],
])('the ledger’s %s have a row for each slot, and one for none', (_name, Records) => {
  const records = new Records(new Slots(7));

  expect(new Set(records.named().map(([, column]) => column.length))).toEqual(new Set([8]));
});
