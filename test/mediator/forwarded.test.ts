import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Forwarded } from '../../src/core/mediator/forwarded.ts';
import { Slots } from '../../src/core/memory/slots.ts';

const ROOM = 7;

/** As few handles as transactions that there is room for, so that they meet in their buckets. */
const handle = fc.record({
  low: fc.constantFrom(0, 1, 2, 0xffff_ffff),
  high: fc.constantFrom(0, 1, 0x7fff_ffff),
});
const deed = fc.oneof(
  fc.record({ do: fc.constant('note' as const), handle }),
  fc.record({ do: fc.constant('clear' as const), nth: fc.nat() }),
  fc.record({ do: fc.constant('restore' as const) }),
);

it('finds each transaction by its handle, and none that is gone, whatever came and went', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
      const slots = new Slots(ROOM);
      const forwarded = new Forwarded(slots);
      const known = new Map<string, number>();
      for (const each of deeds) {
        if (each.do === 'restore') forwarded.restore(forwarded.save());
        else if (each.do === 'clear') {
          const [key, row] = [...known][each.nth % Math.max(known.size, 1)] ?? [];
          if (key === undefined || row === undefined) continue;
          known.delete(key);
          forwarded.clear(row);
          slots.give(row);
        } else {
          const { low, high } = each.handle;
          const row = known.has(`${low}/${high}`) ? 0 : slots.take();
          if (row === 0) continue;
          forwarded.note(row, low, high);
          known.set(`${low}/${high}`, row);
        }
        for (const low of [0, 1, 2, 0xffff_ffff])
          for (const high of [0, 1, 0x7fff_ffff])
            expect(forwarded.find(low, high)).toBe(known.get(`${low}/${high}`) ?? 0);
      }
    }),
  );
});

it('is in a copy that is put into another table', () => {
  const slots = new Slots(ROOM);
  const forwarded = new Forwarded(slots);
  forwarded.note(slots.take(), 5, 6);
  const twin = new Forwarded(new Slots(ROOM));

  twin.restore(forwarded.save());

  expect([twin.find(5, 6), twin.find(6, 5)]).toEqual([1, 0]);
});

it('keeps handles apart that meet in a bucket, and those that are left when one goes', () => {
  const slots = new Slots(ROOM);
  const forwarded = new Forwarded(slots);
  // Eight rows, so eight buckets: the lowest bits of a handle's words decide.
  const handles = [
    [0, 0],
    [8, 0],
    [0, 8],
  ] as const;
  const rows = handles.map(([low, high]) => {
    const row = slots.take();
    forwarded.note(row, low, high);
    return row;
  });
  const found = () => handles.map(([low, high]) => forwarded.find(low, high));
  expect(found()).toEqual([1, 2, 3]);

  forwarded.clear(rows[0]!);

  expect(found()).toEqual([0, 2, 3]);
});
