/** The executable specification: what it is made of, and that it and the manager mean the same on walks that nobody chose. */

import { describe, expect, it, test } from 'vitest';
import { provingGround } from '../../src/core/explore/ground.ts';
import { Lab } from '../../src/core/explore/lab.ts';
import { CLAUSES, FFA_PARTS } from '../../src/core/explore/model/model.ts';
import { PRECEDENCE } from '../../src/core/explore/model/precedence.ts';
import type { Move } from '../../src/core/explore/move.ts';
import { walk } from '../../src/core/explore/walk.ts';
import { RULES } from '../../src/core/rules/registry.ts';
import { FREE, OS, reclaim, send, start, VAULT } from './calls.ts';

/** Flag of FFA_MEM_RECLAIM: the memory is cleared before it comes back. */
const CLEAR = 1;

const { SEED = '20261121' } = process.env;
const seed = SEED === 'random' ? Math.floor(Math.random() * 0xffff_ffff) : Number(SEED);

describe('each clause', () => {
  it.each(CLAUSES)('$rule names a rule of this project, with its status', ({ rule, status }) => {
    expect(RULES.find(({ id }) => id === rule)?.status).toBe(status);
  });

  test('has a source that is a row of the reference', () => {
    const rows =
      /^(ffa-hafnium|conformance|requirements|regressions|users|clients-linux-uboot-pkvm) [A-Z]*\d/;
    expect(
      CLAUSES.filter(({ source }) => !source.split(/, (?=[a-z])/).every((each) => rows.test(each))),
    ).toEqual([]);
  });
});

test('what goes first are clauses, and so is what comes after them', () => {
  const rules = CLAUSES.map(({ rule }) => rule);
  expect(
    PRECEDENCE.flatMap(({ first, before }) => [first, ...before]).filter((rule) => !rules.includes(rule)),
  ).toEqual([]);
});

test('whoever has memory back that was cleared may fill it', () => {
  const lab = new Lab(provingGround(), { model: true });
  const moves: readonly Move[] = [
    ...start(OS),
    send('donate', OS, VAULT),
    reclaim(OS, 1, CLEAR),
    { do: 'fill', by: OS, page: FREE[OS] },
  ];

  expect(moves.map((move) => lab.step(move)?.problem)).toEqual(moves.map(() => undefined));
});

describe(`walks of seed ${seed}`, () => {
  const lab = new Lab(provingGround(), { model: true });

  it('end well, each call answered as the specification has it and everything given back', () => {
    for (let number = 0; number < 12; number++) {
      const found = walk(lab, { seed, walk: number, calls: 500, faults: true });
      expect(found?.breach).toBeUndefined();
    }
  }, 600_000);

  it('come across most of the specification', () => {
    const met = FFA_PARTS.filter((part) => lab.beside?.model.coverage.met.has(part));
    expect(met.length).toBeGreaterThan(FFA_PARTS.length / 2);
  });
});
