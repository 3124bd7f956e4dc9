/** Memory permissions of a partition at S-EL0 in the executable specification: a manager that does them otherwise is found. */

import { describe, expect, it, test } from 'vitest';
import { variedGround } from '../../src/core/explore/ground.ts';
import { Lab } from '../../src/core/explore/lab.ts';
import { PERMIT, PERMITTED } from '../../src/core/explore/model/permission-clauses.ts';
import type { CallMove, Move } from '../../src/core/explore/move.ts';
import { walk } from '../../src/core/explore/walk.ts';
import { MODEL } from '../../src/core/spmc/contexts.ts';
import { OS, VAULT } from './calls.ts';
import { expectFound, following, type Planted, spmcOf } from './planted.ts';

const { SEED = '20261122' } = process.env;
const seed = SEED === 'random' ? Math.floor(Math.random() * 0xffff_ffff) : Number(SEED);

/** The partition at S-EL0, and pages of it: nine can be written, three executed, three read; then one and a device of two. */
const CLERK = 4;
const PAGES = 0x1c2;
const EXECUTED = 0x1c9;
const LAST = 0x1cf;
const DEVICE = 0x1d0;
const [READ_ONLY, READ_WRITE, READ_EXECUTE] = [7, 5, 3];

const call = (by: number, ...words: readonly number[]): CallMove => ({ do: 'call', by, words });
const get = (page: number, pages: number) => call(CLERK, 0x8400_0088, page * 0x1000, pages - 1);
const set = (page: number, pages: number, permissions: number) =>
  call(CLERK, 0x8400_0089, page * 0x1000, pages, permissions);
const wait = call(CLERK, 0x8400_006b);
const map = call(CLERK, 0x8400_0066, 0x1c_0000, 0x1c_1000, 1);
/** A page goes to the vault in a descriptor of FF-A 1.2, to be read and no more. */
function share(page: number, as: number, permissions = 1): CallMove {
  const access = [0x8001 | (permissions << 16), 80, 0, 0, 0, 0, 0, 0];
  const tx = [
    0x8003 | (0x2f << 16),
    0,
    0,
    0,
    0,
    0,
    32,
    1,
    48,
    0,
    0,
    0,
    ...access,
    1,
    1,
    0,
    0,
    page << 12,
    0,
    1,
    0,
  ];
  return { ...call(CLERK, 0x8400_0073, tx.length * 4, tx.length * 4), tx, as };
}

const wordOf = (lab: Lab, page: number) => lab.stand.built.ledger.map.get(page);
const put = (lab: Lab, page: number, word: number) => lab.stand.built.ledger.map.fill(page, 1, word);

/** Whoever calls is taken for one at S-EL0, or for one in its first run. */
const offerToAll = (lab: Lab) => spmcOf(lab).state.endpoints.kind.fill(0xff);
const begin = (lab: Lab) => spmcOf(lab).state.contexts.model.fill(MODEL.INIT);

const PLANTED: Readonly<Record<string, Planted>> = {
  'permissions that are changed after the first run': {
    after: [wait],
    plant: (lab) => {
      const spmc = spmcOf(lab);
      const schedule = spmc.schedule.bind(spmc);
      spmc.schedule = (context, frame) => {
        schedule(context, frame);
        begin(lab);
      };
    },
    shown: set(PAGES, 1, READ_ONLY),
    problem: /it succeeds, and has to be refused: permission\/after-init/,
  },
  'permissions of a page that is shared': {
    after: [map, share(PAGES, 1)],
    plant: (lab) => put(lab, PAGES, wordOf(lab, PAGES + 1)),
    shown: set(PAGES, 1, READ_ONLY),
    problem: /it succeeds, and has to be refused: permission\/not-owned/,
  },
  'permissions that do not come into force': {
    after: [],
    plant: (lab) => {
      const word = wordOf(lab, PAGES);
      following(lab, 'call', () => put(lab, PAGES, word));
    },
    shown: set(PAGES, 2, READ_ONLY),
    problem: /clerk has rights 3 to page 0x1c2, and has to have 1/,
  },
  'permissions of one page too many': {
    after: [],
    plant: (lab) => following(lab, 'call', () => put(lab, PAGES + 1, wordOf(lab, PAGES))),
    shown: set(PAGES, 1, READ_ONLY),
    late: true,
    problem: /clerk has rights 1 to page 0x1c3, and has to have 3/,
  },
  'a run of pages that goes on behind the last that is alike': {
    after: [],
    plant: (lab) =>
      following(lab, 'call', (frame) => {
        frame[6] = 8;
      }),
    shown: get(EXECUTED, 9),
    problem: /x3 is 0x000000008, not 0x2/,
  },
  'permissions that are told wrong': {
    after: [],
    plant: (lab) =>
      following(lab, 'call', (frame) => {
        frame[4] = READ_WRITE;
      }),
    shown: get(EXECUTED, 1),
    problem: /x2 is 0x000000005, not 0x3/,
  },
  'one at S-EL1 that is offered permissions': {
    after: [],
    plant: offerToAll,
    shown: call(VAULT, 0x8400_0088, 0x19_2000, 0),
    problem: /it succeeds, and has to be refused: permission\/level/,
  },
  'an OS that is offered permissions': {
    after: [],
    plant: (lab) => {
      offerToAll(lab);
      begin(lab);
    },
    shown: call(OS, 0x8400_0088, 0x1_2000, 0),
    problem: /it succeeds, and has to be refused: call\/not-for-caller/,
  },
};

test.each(Object.entries(PLANTED))('%s: it is found', (_, planted) => {
  expectFound(variedGround(), [], planted);
});

describe('all is well, by either account, with', () => {
  it.each<[string, readonly Move[], string | undefined]>([
    ['memory and a device in one range', [set(LAST, 2, READ_ONLY)], 'permission/not-owned'],
    ['a device that is executed', [set(DEVICE, 2, READ_EXECUTE)], 'permission/execute-device'],
    ['a device that is only read', [set(DEVICE, 2, READ_ONLY)], undefined],
    ['a range over the end of memory', [set(DEVICE + 1, 2, READ_ONLY)], 'permission/not-owned'],
    ['TX', [map, set(0x1c0, 1, READ_ONLY)], 'permission/not-owned'],
    ['two shares side by side', [map, share(PAGES, 1), share(PAGES + 1, 2), get(PAGES, 9)], undefined],
    [
      'more for others than is left',
      [map, set(PAGES, 1, READ_ONLY), share(PAGES, 1, 2)],
      'send/permission-exceeds-owner',
    ],
  ])('%s', (_, moves, rule) => {
    const lab = new Lab(variedGround(), { model: true });

    for (const move of moves) expect(lab.step(move)).toBeUndefined();

    expect(lab.outcome?.rule).toBe(rule);
    expect(lab.audit()).toBeUndefined();
  });
});

test(`walks of seed ${seed} end well and meet every reason there is`, () => {
  const lab = new Lab(variedGround(), { model: true });

  for (let number = 0; number < 24; number++)
    expect(walk(lab, { seed, walk: number, calls: 500, faults: true })?.breach).toBeUndefined();

  const met = lab.beside?.model.coverage.met;
  expect([...PERMITTED, ...PERMIT].map(({ rule }) => rule).filter((rule) => met?.has(rule) !== true)).toEqual(
    [],
  );
});
