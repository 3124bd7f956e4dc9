/** FFA_NS_RES_INFO_GET in the executable specification: a manager that tells something else is found. */

import { describe, expect, it, test } from 'vitest';
import { writeDescriptor } from '../../src/core/explore/grammar/words.ts';
import { variedGround } from '../../src/core/explore/ground.ts';
import { Lab } from '../../src/core/explore/lab.ts';
import type { CallMove, Move } from '../../src/core/explore/move.ts';
import { walk } from '../../src/core/explore/walk.ts';
import { FREE, ID, NOTARY, OS, reclaim, release, retrieve, start, VAULT } from './calls.ts';
import { expectFound, following, type Planted, spmcOf } from './planted.ts';

const { SEED = '20261122' } = process.env;
const seed = SEED === 'random' ? Math.floor(Math.random() * 0xffff_ffff) : Number(SEED);

const VM = 1;
const CLERK = 4;
const CLERK_ID = 0x8003;
/** What x2 says. */
const OF_TARGET = 1;
const GO_ON = 0x10;
/** Where the OS's RX lies. */
const RX = 0x1_1000;
const call = (by: number, ...words: readonly number[]): CallMove => ({ do: 'call', by, words });
const ask = (request = 0, target = 0) => call(OS, 0xc400_008f, target, request);
/** The OS of FF-A 1.3, with buffers. */
const LATEST = [call(OS, 0x8400_0063, 0x1_0003), start(OS)[1]!] as const;

/** The OS sends pages, each in a constituent of its own, in a descriptor of FF-A 1.3. */
function send(
  operation: 'lend' | 'donate',
  to: readonly number[],
  { page = FREE[OS] as number, pages = 1, permissions = 2, as = 1 } = {},
): CallMove {
  const tx = writeDescriptor({
    ...{ version: 0x1_0003, sender: 0, flags: 0, tag: 0, impdef: 0 },
    attributes: to.length > 1 ? 0x2f : 0,
    receivers: to.map((id) => ({ id, permissions: operation === 'donate' ? 0 : permissions })),
    constituents: Array.from({ length: pages }, (_, index) => [page + index, 1] as const),
  });
  const number = operation === 'lend' ? 0x8400_0072 : 0x8400_0071;
  return { do: 'call', by: OS, words: [number, tx.length * 4, tx.length * 4], tx, as };
}

/** With the OS's two buffers 262 descriptors, of which 255 come first: the last constituents of the second receiver are left. */
const LONG = send('lend', [ID[VAULT], ID[NOTARY]], { page: 0x40, pages: 130 });
const HALF_TOLD = [...LATEST, LONG, ask(), release(OS)] as const;
const DONATED = [
  ...LATEST,
  ...start(VAULT),
  send('donate', [ID[VAULT]]),
  retrieve('donate', OS, VAULT),
] as const;

const write = (at: number, byte: number) => (lab: Lab) =>
  following(lab, 'call', () => lab.stand.memory.writeBytes(RX + at, Uint8Array.of(byte)));
const enumerationIn = (lab: Lab) => {
  const { enumerations, ledger } = spmcOf(lab).state;
  return { enumerations, ledger, slot: lab.stand.actors[OS]!.slot };
};

const PLANTED: Readonly<Record<string, Planted>> = {
  'permissions that are not the sender’s': {
    after: [...LATEST, send('lend', [ID[VAULT]])],
    plant: write(16 + 2 * 16 + 12, 0x11),
    shown: ask(),
    problem: /it tells of 1 pages from 0x12 on for 0x8001, permissions 0x11, flags 0, which is not next/,
  },
  'privileges of a partition that has none': {
    after: [...LATEST, send('lend', [CLERK_ID])],
    plant: write(16 + 2 * 16 + 12, 0x33),
    shown: ask(),
    problem: /it tells of 1 pages from 0x12 on for 0x8003, permissions 0x33, flags 0, which is not next/,
  },
  'a receiver that is told of twice, and the other not': {
    after: [...LATEST, send('lend', [ID[VAULT], ID[NOTARY]])],
    plant: write(16 + 3 * 16 + 13, 0x01),
    shown: ask(),
    problem: /it tells of 1 pages from 0x12 on for 0x8001, permissions 0x33, flags 0, which is not next/,
  },
  'buffers that the secure world is said to reach by itself': {
    after: LATEST,
    plant: write(16 + 15, 0),
    shown: ask(),
    problem: /it tells of 1 pages from 0x11 on for 0x0, permissions 0x33, flags 0, which is not next/,
  },
  'a list that leaves something out': {
    after: [...LATEST, LONG],
    plant: (lab) => {
      const { reach } = spmcOf(lab).state;
      const next = reach.next.bind(reach);
      reach.next = (m) => next(m) && (reach.page !== 0xba || reach.endpoint !== ID[NOTARY]);
    },
    shown: ask(),
    problem: /it does not tell of 1 pages from 0xba on for 0x8002/,
  },
  'what somebody owned who is dead': {
    after: [...DONATED, { do: 'die', by: VAULT }],
    plant: (lab) => {
      const { life } = spmcOf(lab).state.endpoints;
      life[lab.stand.actors[VAULT]!.slot] = life[lab.stand.actors[NOTARY]!.slot]!;
    },
    shown: ask(),
    problem: /it tells of 1 pages from 0x12 on for 0x8001, .* which is not next/,
  },
  'RX that is not given to the caller with the list': {
    after: LATEST,
    plant: (lab) => following(lab, 'call', () => spmcOf(lab).state.endpoints.rx.fill(1, 1, 2)),
    shown: ask(),
    problem: /RX of os is free, and has to be full/,
  },
  'another number of bytes that are left': {
    after: [...LATEST, LONG],
    plant: (lab) =>
      following(lab, 'call', (frame) => {
        frame[4] = 0x60;
      }),
    shown: ask(),
    problem: /w2 is 0x60, not 0x70/,
  },
  'an enumeration that begins anew in the middle': {
    after: HALF_TOLD,
    plant: (lab) => {
      const { enumerations, slot } = enumerationIn(lab);
      enumerations.at[slot] = 0;
    },
    shown: ask(GO_ON),
    problem: /it tells of 1 pages from 0x40 on for 0x8002, .* which is not next/,
  },
  'an enumeration that goes on as if memory had not been reclaimed': {
    after: [...HALF_TOLD, send('lend', [ID[VAULT]], { as: 2 }), reclaim(OS, 2)],
    plant: (lab) => {
      const { enumerations, ledger, slot } = enumerationIn(lab);
      enumerations.changes[slot] = ledger.changes;
    },
    shown: ask(GO_ON),
    problem: /it succeeds, and has to be refused: resources\/changed/,
  },
  'an enumeration that does not go on, and nothing has changed': {
    after: HALF_TOLD,
    plant: (lab) => {
      spmcOf(lab).state.ledger.changes++;
    },
    shown: ask(GO_ON),
    problem: /it is refused with resources\/changed, and nothing is wrong with it/,
  },
  'an enumeration that goes on and nobody started it': {
    after: [...LATEST, LONG],
    plant: (lab) => {
      const { enumerations, ledger, slot } = enumerationIn(lab);
      enumerations.left[slot] = 2;
      enumerations.changes[slot] = ledger.changes;
    },
    shown: ask(GO_ON),
    problem: /it succeeds, and has to be refused: resources\/not-started/,
  },
  'an enumeration for a secure partition': {
    after: [call(NOTARY, 0x8400_0063, 0x1_0003), start(NOTARY)[1]!],
    plant: (lab) => {
      const { endpoints } = spmcOf(lab).state;
      endpoints.kind[lab.stand.actors[NOTARY]!.slot] = endpoints.kind[lab.stand.actors[VM]!.slot]!;
    },
    shown: call(NOTARY, 0xc400_008f),
    problem: /it succeeds, and has to be refused: call\/not-for-caller/,
  },
};

test.each(Object.entries(PLANTED))('%s: it is found', (_, planted) => {
  expectFound(variedGround(), [], planted);
});

describe('all is well, by either account, with', () => {
  it.each<[string, readonly Move[], string | undefined]>([
    ['what a partition was given', [...DONATED, ask()], undefined],
    ['what another partition was not given', [...DONATED, ask(OF_TARGET, ID[NOTARY])], undefined],
    [
      'two pages on their way to one who may only read',
      [...LATEST, send('lend', [CLERK_ID], { pages: 2, permissions: 1 }), ask()],
      undefined,
    ],
    ['a donation that nobody has taken', [...LATEST, send('donate', [CLERK_ID]), ask()], undefined],
    ['an enumeration to its end', [...HALF_TOLD, ask(GO_ON)], undefined],
    [
      'an enumeration beyond its end',
      [...HALF_TOLD, ask(GO_ON), release(OS), ask(GO_ON)],
      'resources/not-started',
    ],
    [
      'an enumeration about another',
      [...HALF_TOLD, ask(GO_ON | OF_TARGET, ID[VAULT])],
      'resources/not-started',
    ],
    [
      'an enumeration after a death that changes nothing of it',
      [...HALF_TOLD, { do: 'die', by: CLERK }, ask(GO_ON)],
      'resources/changed',
    ],
    [
      'an enumeration after one that was refused',
      [...HALF_TOLD, ask(2), ask(GO_ON)],
      'resources/not-started',
    ],
    [
      'a partition that is dead',
      [...LATEST, { do: 'die', by: CLERK }, ask(OF_TARGET, CLERK_ID)],
      'resources/target',
    ],
    ['another type', [...LATEST, ask(4)], 'resources/type'],
    ['RX with a list in it', [...LATEST, ask(), ask()], 'resources/rx-busy'],
    [
      'RX that another world has',
      [...LATEST, { do: 'away', page: RX / 0x1000 }, ask()],
      'resources/rx-inaccessible',
    ],
    ['one of FF-A 1.2', [call(OS, 0x8400_0063, 0x1_0002), ask()], 'call/later-version'],
    ['a function that no version has', [call(VM, 0x8400_006a)], 'call/unknown-function'],
    ['a function of somebody else', [call(VM, 0x8400_0095)], 'call/not-ffa'],
  ])('%s', (_, moves, rule) => {
    const lab = new Lab(variedGround(), { model: true });

    for (const move of moves) expect(lab.step(move)).toBeUndefined();

    expect(lab.outcome?.rule).toBe(rule);
  });
});

test(`walks of seed ${seed} end well and meet what needs no luck`, () => {
  const lab = new Lab(variedGround(), { model: true });

  for (let number = 0; number < 12; number++)
    expect(walk(lab, { seed, walk: number, calls: 300, faults: true })?.breach).toBeUndefined();

  const met = lab.beside?.model.coverage.met;
  const common = ['FFA_NS_RES_INFO_GET', 'resources/target'];
  expect(common.filter((part) => met?.has(part) !== true)).toEqual([]);
});
