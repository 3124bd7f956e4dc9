import { expect, test } from 'vitest';
import { SideBySide } from '../../src/core/memory/side-by-side.ts';
import { Slots } from '../../src/core/memory/slots.ts';
import { type Column, Table } from '../../src/core/memory/table.ts';

class Letters extends Table {
  readonly kind: Uint8Array;
  readonly weight: Float64Array;
  readonly stamps: Uint16Array;

  constructor(slots: Slots) {
    super(slots);
    const rows = slots.capacity + 1;
    this.kind = new Uint8Array(rows);
    this.weight = new Float64Array(rows);
    this.stamps = new Uint16Array(rows * 2);
  }
}

/** Two tables side by side, of which the first has a row: kind 7, weight 2.5, stamps 1 and 2. */
function prepared() {
  const letters = new Letters(new Slots(3));
  const others = new Letters(new Slots(2));
  const row = letters.slots.take();
  letters.kind[row] = 7;
  letters.weight[row] = 2.5;
  letters.stamps.set([1, 2], row * 2);
  const records = new SideBySide([letters, others]);
  const copy = records.blank();
  return { letters, others, row, records, copy };
}

test('tables that are put side by side keep what they have, in one buffer', () => {
  const { letters, others, row } = prepared();

  expect([letters.kind[row], letters.weight[row], ...letters.stamps.subarray(2, 4)]).toEqual([7, 2.5, 1, 2]);
  expect(others.weight.buffer).toBe(letters.kind.buffer);
  expect(letters.named().map(([name]) => name)).toEqual(['kind', 'weight', 'stamps']);
});

test('a copy that is put back undoes what was changed, and what was taken', () => {
  const { letters, others, row, records, copy } = prepared();
  records.take(copy);
  letters.weight[row] = 3;
  others.kind[others.slots.take()] = 1;

  records.put(copy);

  expect(letters.weight[row]).toBe(2.5);
  expect([others.kind[1], others.slots.live]).toEqual([0, 0]);
  expect(records.equals(copy)).toBe(true);
});

test.each([
  ['a value', ({ others }: ReturnType<typeof prepared>) => others.stamps.fill(9, 5, 6)],
  ['a row that is taken', ({ others }: ReturnType<typeof prepared>) => others.slots.take()],
  ['a row that is given back', ({ letters, row }: ReturnType<typeof prepared>) => letters.slots.give(row)],
  [
    'a row that is taken and given back, the first ever',
    ({ others: { slots } }: ReturnType<typeof prepared>) => slots.give(slots.take()),
  ],
])('a change is seen: %s', (_, change) => {
  const stage = prepared();
  stage.records.take(stage.copy);

  change(stage);

  expect(stage.records.equals(stage.copy)).toBe(false);
});

test('a column that is left out of comparisons may change, and its neighbours may not', () => {
  const { letters, row, records, copy } = prepared();
  records.leaveOut([letters.weight]);
  records.take(copy);

  letters.weight[row] = 3;
  expect(records.equals(copy)).toBe(true);

  letters.kind[row] = 3;
  expect(records.equals(copy)).toBe(false);
});

test('every entry of every column is compared, but for columns that are left out, up to their last entry', () => {
  const letters = new Letters(new Slots(2));
  const others = new Letters(new Slots(4));
  const records = new SideBySide([letters, others]);
  for (const [index, [, column]] of [...letters.named(), ...others.named()].entries())
    column.forEach((_, at) => {
      column[at] = 16 * index + at + 1;
    });
  const copy = records.blank();
  records.take(copy);
  // Two of them lie beside each other, and they are not in order.
  records.leaveOut([others.kind, letters.kind, letters.stamps]);
  expect(records.equals(copy)).toBe(true);

  const seen = (column: Column) =>
    Array.from(column, (value, at) => {
      column[at] = value + 100;
      const equal = records.equals(copy);
      column[at] = value;
      return !equal;
    });

  expect([seen(letters.kind), seen(letters.stamps)]).toEqual([Array(3).fill(false), Array(6).fill(false)]);
  expect(seen(others.kind)).toEqual(Array(5).fill(false));
  expect([seen(letters.weight), seen(others.weight)]).toEqual([Array(3).fill(true), Array(5).fill(true)]);
  expect(seen(others.stamps)).toEqual(Array(10).fill(true));
});

test('the tables can still save and restore by themselves', () => {
  const { letters, row } = prepared();
  const saved = letters.save();
  letters.weight[row] = 3;

  letters.restore(saved);

  expect(letters.weight[row]).toBe(2.5);
});
