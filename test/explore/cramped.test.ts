/** A manager with hardly any room: everything that can be full is full at times, and refused as it has to be. */

import { expect, test } from 'vitest';
import { crampedGround } from '../../src/core/explore/ground.ts';
import { Lab } from '../../src/core/explore/lab.ts';
import { QUOTA } from '../../src/core/explore/model/quota-clauses.ts';
import { walk } from '../../src/core/explore/walk.ts';

const { SEED = '20261124' } = process.env;
const seed = SEED === 'random' ? Math.floor(Math.random() * 0xffff_ffff) : Number(SEED);

test(`walks of seed ${seed} end well and meet every quota of sends`, () => {
  const lab = new Lab(crampedGround(), { model: true });

  for (let number = 0; number < 24; number++)
    expect(walk(lab, { seed, walk: number, calls: 500, faults: true })?.breach).toBeUndefined();

  const met = lab.beside?.model.coverage.met;
  expect(QUOTA.map(({ rule }) => rule).filter((rule) => met?.has(rule) !== true)).toEqual([]);
});
