import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Slots } from '../../src/core/memory/slots.ts';

function taken(slots: Slots, count: number): number[] {
  return Array.from({ length: count }, () => slots.take());
}

describe('taking', () => {
  test('numbers start at 1, so that 0 can mean none', () => {
    expect(taken(new Slots(3), 3)).toEqual([1, 2, 3]);
  });

  test.each([0, 1, 2, 7])('of %i slots, that many can be taken and not one more', (capacity) => {
    const slots = new Slots(capacity);

    taken(slots, capacity);

    expect([slots.take(), slots.take()]).toEqual([0, 0]);
    expect([slots.live, slots.used]).toEqual([capacity, capacity]);
  });

  test('the slot given back last is taken first', () => {
    const slots = new Slots(9);
    taken(slots, 5);

    for (const slot of [2, 5, 3]) slots.give(slot);

    expect(taken(slots, 4)).toEqual([3, 5, 2, 6]);
  });

  test('live counts what is taken now, used what was ever taken', () => {
    const slots = new Slots(9);
    taken(slots, 4);
    slots.give(4);
    slots.give(1);
    expect([slots.live, slots.used]).toEqual([2, 4]);
  });
});

test('slots that came into use since a copy was taken leave nothing behind in later copies', () => {
  const slots = new Slots(3);
  const empty = slots.save();
  taken(slots, 3);
  for (const slot of [1, 2, 3]) slots.give(slot);

  slots.restore(empty);
  taken(slots, 3);

  expect(slots.save()).toEqual({ next: Uint32Array.of(0, 0, 0, 0), newest: 0, used: 3, taken: 3 });
});

describe('against a list of free slots', () => {
  /** Slots never taken come last, in order; those given back first, newest first. */
  class Model {
    free: number[] = Array.from({ length: 6 }, (_, index) => index + 1);
    out: number[] = [];
  }

  test('any order of taking, giving back, saving and restoring', () => {
    const step = fc.record({
      action: fc.constantFrom('take', 'take', 'take', 'give', 'save', 'restore'),
      pick: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const slots = new Slots(6);
        let model = new Model();
        const copies = [{ saved: slots.save(), model: structuredClone(model) }];
        for (const { action, pick } of steps) {
          if (action === 'take') {
            const slot = model.free.shift();
            if (slot !== undefined) model.out.push(slot);
            expect(slots.take()).toBe(slot ?? 0);
          } else if (action === 'give' && model.out.length > 0) {
            const [slot] = model.out.splice(pick % model.out.length, 1);
            model.free.unshift(slot!);
            slots.give(slot!);
          } else if (action === 'save') copies.push({ saved: slots.save(), model: structuredClone(model) });
          else if (action === 'restore') {
            const copy = copies[pick % copies.length]!;
            slots.restore(copy.saved);
            model = structuredClone(copy.model);
          }
          expect(slots.live).toBe(model.out.length);
        }
        expect(taken(slots, model.free.length)).toEqual(model.free);
        expect(slots.take()).toBe(0);
      }),
    );
  });
});
