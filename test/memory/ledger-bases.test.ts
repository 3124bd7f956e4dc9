import { describe, expect, test } from 'vitest';
import type { Ledger } from '../../src/core/memory/ledger.ts';
import { KIND, LAYER, type Layer } from '../../src/core/memory/ledger-tables.ts';
import { OBSTACLE } from '../../src/core/memory/obstacle.ts';
import { ALL, addAll, end, FIRST, machine, OWNER, obstacleTo, rightsOn } from './machine.ts';

/** A transaction of the owner's pages, of a layer, not claimed yet; the first party is its borrower. */
function opened(ledger: Ledger, layer: Layer, ranges: string, kept = 0): number {
  const transaction = ledger.open(OWNER, KIND.DONATE, kept, false, layer);
  addAll(ledger, transaction, ranges);
  ledger.addBorrower(transaction, FIRST, ALL);
  return transaction;
}

function live(ledger: Ledger, layer: Layer, ranges: string, kept = 0): number {
  const transaction = opened(ledger, layer, ranges, kept);
  expect(ledger.claim(transaction)).toBe(true);
  ledger.commit(transaction);
  return transaction;
}

describe('on pages that a transaction holds', () => {
  test.each([
    ['a base, a top lies', LAYER.BASE, LAYER.TOP, true],
    ['a base, no other base lies', LAYER.BASE, LAYER.BASE, false],
    ['a base, nothing lies that stands alone', LAYER.BASE, LAYER.ALONE, false],
    ['a top, no other top lies', LAYER.TOP, LAYER.TOP, false],
    ['a top, no base lies', LAYER.TOP, LAYER.BASE, false],
    ['one that stands alone, nothing lies', LAYER.ALONE, LAYER.TOP, false],
  ])('%s', (_name, lower, upper, lies) => {
    const ledger = machine();
    const below = live(ledger, lower, '10+2');
    const above = opened(ledger, upper, '10+2');

    if (!lies) expect(obstacleTo(ledger, above)).toEqual([OBSTACLE.HELD, 0, 10, below]);
    else expect([ledger.claim(above), ledger.baseOf(above)]).toEqual([true, below]);
  });

  test('several pieces: all on the same base', () => {
    const ledger = machine();
    const base = live(ledger, LAYER.BASE, '10+2');
    live(ledger, LAYER.BASE, '20+2');

    expect(obstacleTo(ledger, opened(ledger, LAYER.TOP, '10+2 20+1'))).toEqual([
      OBSTACLE.HELD,
      1,
      20,
      base + 1,
    ]);
    expect(ledger.isCovered(base)).toBe(false);
  });
});

describe('a base', () => {
  test('is covered while a top lies on it', () => {
    const ledger = machine();
    const base = live(ledger, LAYER.BASE, '10+2');
    expect(ledger.isCovered(base)).toBe(false);

    const top = live(ledger, LAYER.TOP, '10+2');
    expect([ledger.isCovered(base), rightsOn(ledger, 10, [OWNER])]).toEqual([true, '---']);
    end(ledger, top);

    expect([ledger.isCovered(base), ledger.baseOf(base)]).toEqual([false, 0]);
    end(ledger, base);
    expect(rightsOn(ledger, 10, [OWNER])).toBe('RWX');
  });

  test('that was given back is not covered, whoever holds its pages then', () => {
    const ledger = machine();
    const base = live(ledger, LAYER.BASE, '10+2');
    ledger.release(base);
    live(ledger, LAYER.TOP, '10+2');

    expect(ledger.isCovered(base)).toBe(false);
  });

  test('is what an observer hears of; a top that comes and goes changes nobody’s pages', () => {
    const ledger = machine();
    const lines: string[] = [];
    ledger.observer = {
      changed: (change, transaction, party, page, pages) =>
        lines.push(`${change} ${transaction} ${party} ${page}+${pages}`),
      permitted: () => undefined,
    };
    const base = live(ledger, LAYER.BASE, '10+2');
    end(ledger, live(ledger, LAYER.TOP, '10+2'));
    end(ledger, base);

    expect(lines).toEqual([`claimed ${base} ${OWNER} 10+2`, `returned ${base} ${OWNER} 10+2`]);
  });

  test('holds nothing any more when its pages went over', () => {
    const ledger = machine();
    const base = live(ledger, LAYER.BASE, '10+2');
    const top = live(ledger, LAYER.TOP, '10+2');

    ledger.transfer(ledger.borrowerOf(top, FIRST), ALL);
    ledger.close(top);
    end(ledger, base);

    expect(rightsOn(ledger, 10, [OWNER, FIRST])).toBe('--- RWX');
    expect([ledger.transactions.claimed[base], ledger.transactions.committed[base]]).toEqual([0, 0]);
  });

  test('goes over as a whole', () => {
    const ledger = machine();
    const base = live(ledger, LAYER.BASE, '10+3');
    const top = live(ledger, LAYER.TOP, '10+2');

    expect(() => ledger.transfer(ledger.borrowerOf(top, FIRST), ALL)).toThrow(
      `transaction ${top} gives away some of the pages of base ${base} only`,
    );
  });
});

test('what changes who has a page is counted, and nothing else is', () => {
  const ledger = machine();
  const counts: number[] = [];
  const note = () => counts.push(ledger.changes);
  const first = opened(ledger, LAYER.TOP, '10+2');
  ledger.claim(first);
  ledger.release(first);
  note();
  ledger.close(first);
  const second = live(ledger, LAYER.TOP, '10+2');
  note();
  ledger.release(second);
  note();
  ledger.release(second);
  note();
  ledger.close(second);
  const third = live(ledger, LAYER.TOP, '10+2');
  ledger.transfer(ledger.borrowerOf(third, FIRST), ALL);
  note();

  expect(counts).toEqual([0, 1, 2, 2, 4]);
});

test('calls are counted from 1 on', () => {
  const ledger = machine();
  expect([ledger.nextCall(), ledger.nextCall(), ledger.callNumber, ledger.calls]).toEqual([1, 2, 2, 2]);
});
