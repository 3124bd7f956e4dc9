import fc from 'fast-check';
import { describe, test } from 'vitest';
import { Pair } from './ledger-pair.ts';
import { OWN_TABLES } from './ledger-world.ts';

const STEPS = {
  send: (pair: Pair, choice: number) => pair.send(choice),
  open: (pair: Pair, choice: number) => pair.open(choice),
  addExtent: (pair: Pair, choice: number) => pair.extend(choice, 'addExtent'),
  addBorrower: (pair: Pair, choice: number) => pair.extend(choice, 'addBorrower'),
  claim: (pair: Pair, choice: number) => pair.extend(choice, 'claim'),
  commit: (pair: Pair, choice: number) => pair.extend(choice, 'commit'),
  place: (pair: Pair, choice: number) => pair.take(choice, true),
  unplace: (pair: Pair, choice: number) => pair.unplace(choice),
  take: (pair: Pair, choice: number) => pair.take(choice, false),
  drop: (pair: Pair, choice: number) => pair.drop(choice),
  transfer: (pair: Pair, choice: number) => pair.transfer(choice),
  release: (pair: Pair, choice: number) => pair.release(choice),
  close: (pair: Pair, choice: number) => pair.close(choice),
  save: (pair: Pair) => pair.save(),
  restore: (pair: Pair, choice: number) => pair.restore(choice),
} as const;

/** The steps of a walk; those that bring deals to life and use them come more often. */
const STEP = fc.tuple(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant('send' as const) },
    { weight: 5, arbitrary: fc.constant('take' as const) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('drop' as const, 'transfer' as const, 'release' as const, 'close' as const),
    },
    { weight: 5, arbitrary: fc.constantFrom(...(Object.keys(STEPS) as (keyof typeof STEPS)[])) },
  ),
  fc.nat(2 ** 20),
);

describe('any walk of several parties: owners, rights, places and reports are as in plain maps', () => {
  test.each([
    ['with tables enough', OWN_TABLES + 20, 250],
    ['with few tables to mark pages with', OWN_TABLES + 4, 150],
    ['with hardly any', OWN_TABLES + 2, 150],
    ['with none', OWN_TABLES, 50],
  ])('%s', (_name, pageTables, numRuns) => {
    fc.assert(
      fc.property(fc.array(STEP, { maxLength: 60, size: 'max' }), (steps) => {
        const pair = new Pair(pageTables);
        for (const [name, choice] of steps) {
          STEPS[name](pair, choice);
          pair.check();
        }
        pair.endAll();
        pair.check();
      }),
      { numRuns },
    );
  });
});
