/** Discovery, FFA_FEATURES and the console in the executable specification: a manager that answers otherwise is found. */

import { describe, expect, it, test } from 'vitest';
import { variedGround } from '../../src/core/explore/ground.ts';
import { Lab } from '../../src/core/explore/lab.ts';
import { CONSOLE } from '../../src/core/explore/model/console.ts';
import { IN_REGISTERS, LIST } from '../../src/core/explore/model/discovery-clauses.ts';
import { ASK_FEATURE } from '../../src/core/explore/model/features-clauses.ts';
import type { CallMove, Move } from '../../src/core/explore/move.ts';
import { walk } from '../../src/core/explore/walk.ts';
import { NOTARY, OS, start, VAULT } from './calls.ts';
import { expectFound, following, type Planted, spmcOf } from './planted.ts';

const { SEED = '20261123' } = process.env;
const seed = SEED === 'random' ? Math.floor(Math.random() * 0xffff_ffff) : Number(SEED);

const CLERK = 4;
/** A service of the vault, and its image. */
const SERVICE = [0x1b2c_3d4e, 0, 0x93a4_b5c6, 0] as const;
const IMAGE = [0x5f6e_7d8c, 0, 0x9bac_bdce, 0] as const;
const NIL = [0, 0, 0, 0] as const;

const call = (by: number, ...words: readonly number[]): CallMove => ({ do: 'call', by, words });
const version = (by: number, minor: number) => call(by, 0x8400_0063, 0x1_0000 + minor);
const list = (uuid: readonly number[], flags = 0) => call(OS, 0x8400_0068, ...uuid, flags);
const inRegisters = (startIndex: number, tag = 0) => call(OS, 0xc400_008b, 0, 0, startIndex + tag * 0x1_0000);
const features = (by: number, id: number, input = 0) => call(by, 0x8400_0064, id, input);
const log = (by: number, id: number, count: number) => call(by, id, count, 0x6c6c_6548, 0x6f);
const die: Move = { do: 'die', by: NOTARY };
/** The OS of FF-A 1.3, with buffers. */
const LATEST = [version(OS, 3), start(OS)[1]!] as const;

const PLANTED: Readonly<Record<string, Planted>> = {
  'a list without the last partition': {
    after: LATEST,
    plant: (lab) => {
      Object.assign(spmcOf(lab).state.directory, { rows: 3 });
    },
    shown: list(NIL),
    problem: /x2 is 0x000000003, not 0x4/,
  },
  'a partition that is told of when it is dead': {
    after: [...LATEST, die],
    plant: (lab) => spmcOf(lab).state.endpoints.life.fill(spmcOf(lab).state.endpoints.life[1]!),
    shown: list(NIL, 1),
    problem: /x2 is 0x000000004, not 0x3/,
  },
  'a descriptor that tells a VM who sends': {
    after: LATEST,
    plant: (lab) => following(lab, 'call', () => lab.stand.memory.writeBytes(0x1_1004, Uint8Array.of(0x4f))),
    shown: list(NIL),
    problem: /the word at byte 4 of RX is 0x24f, not 0x24d/,
  },
  'a descriptor with the UUID that was asked for': {
    after: LATEST,
    plant: (lab) => following(lab, 'call', () => lab.stand.memory.writeBytes(0x1_1008, Uint8Array.of(0x4e))),
    shown: list(SERVICE),
    problem: /the word at byte 8 of RX is 0x4e, not 0x0/,
  },
  'RX that is not given to the caller with the list': {
    after: LATEST,
    plant: (lab) => {
      const { endpoints } = spmcOf(lab).state;
      following(lab, 'call', () =>
        endpoints.rx.fill(1, lab.stand.actors[OS]!.slot, lab.stand.actors[OS]!.slot + 1),
      );
    },
    shown: list(NIL),
    problem: /RX of os is free, and has to be full/,
  },
  'an enumeration that goes on over a death': {
    after: [...LATEST, inRegisters(0), die],
    plant: (lab) => spmcOf(lab).state.endpoints.aborts.fill(0),
    shown: inRegisters(2),
    problem: /it succeeds, and has to be refused: info\/tag/,
  },
  'registers that carry another index': {
    after: LATEST,
    plant: (lab) =>
      following(lab, 'call', (frame) => {
        frame[4] = 0x2_0003;
      }),
    shown: inRegisters(0),
    problem: /w2 is 0x20003, not 0x10003/,
  },
  'a function that is there for nobody like the caller': {
    after: [],
    plant: (lab) => spmcOf(lab).state.endpoints.kind.fill(0xff),
    shown: features(VAULT, 0x8400_0088),
    problem: /it succeeds, and has to be refused: info\/unknown-feature/,
  },
  'an interrupt for one at S-EL0': {
    after: [],
    plant: (lab) => {
      const { endpoints } = spmcOf(lab).state;
      endpoints.kind[lab.stand.actors[CLERK]!.slot] = endpoints.kind[lab.stand.actors[NOTARY]!.slot]!;
    },
    shown: features(CLERK, 1),
    problem: /it succeeds, and has to be refused: info\/unknown-feature/,
  },
  'a response without the NS bit': {
    after: [],
    plant: (lab) =>
      following(lab, 'call', (frame) => {
        frame[4] = 4;
      }),
    shown: features(NOTARY, 0x8400_0074, 2),
    problem: /x2 is 0x000000004, not 0x6/,
  },
  'an id that is another’s': {
    after: [],
    plant: (lab) =>
      following(lab, 'call', (frame) => {
        frame[4] = 0x8002;
      }),
    shown: call(VAULT, 0x8400_0069),
    problem: /x2 is 0x000008002, not 0x8001/,
  },
  'more characters than registers hold': {
    after: [version(NOTARY, 1)],
    plant: (lab) => {
      spmcOf(lab).state.endpoints.version[lab.stand.actors[NOTARY]!.slot] = 0x1_0002;
    },
    shown: log(NOTARY, 0xc400_008a, 49),
    problem: /it succeeds, and has to be refused: console\/count/,
  },
};

test.each(Object.entries(PLANTED))('%s: it is found', (_, planted) => {
  expectFound(variedGround(), [], planted);
});

describe('all is well, by either account, with', () => {
  it.each<[string, readonly Move[], string | undefined]>([
    ['a partition once for each of its services', [...LATEST, list(NIL, 1)], undefined],
    ['an image, and all services of who runs it', [...LATEST, list(IMAGE)], undefined],
    [
      'an image that FF-A 1.2 does not know',
      [version(OS, 2), start(OS)[1]!, list(IMAGE)],
      'info/unknown-uuid',
    ],
    ['an enumeration to its end', [...LATEST, inRegisters(0), inRegisters(2)], undefined],
    ['an enumeration behind its end', [...LATEST, inRegisters(4)], 'info/start-index'],
    ['an enumeration with the tag after a death', [...LATEST, die, inRegisters(1, 1)], undefined],
    ['a list over one that is unread', [...LATEST, list(NIL), list(NIL)], 'info/no-rx'],
    ['an answer with the hint about registers in its id', [features(NOTARY, 0x8401_0075)], undefined],
    ['a call with that hint', [features(NOTARY, 0x8401_0066)], undefined],
    ['where contexts start', [call(VAULT, 0xc400_0087, 0x1000)], undefined],
    ['where the one context starts', [call(NOTARY, 0xc400_0087, 0x1000)], 'call/not-for-caller'],
  ])('%s', (_, moves, rule) => {
    const lab = new Lab(variedGround(), { model: true });

    for (const move of moves) expect(lab.step(move)).toBeUndefined();

    expect(lab.outcome?.rule).toBe(rule);
  });
});

test(`walks of seed ${seed} end well and meet every reason that the machine has room for`, () => {
  const lab = new Lab(variedGround(), { model: true });

  for (let number = 0; number < 24; number++)
    expect(walk(lab, { seed, walk: number, calls: 500, faults: true })?.breach).toBeUndefined();

  const met = lab.beside?.model.coverage.met;
  const missed = [...ASK_FEATURE, ...LIST, ...IN_REGISTERS, ...CONSOLE]
    .map(({ rule }) => rule)
    .filter((rule) => met?.has(rule) !== true);
  expect(missed.filter((rule) => rule !== 'info/rx-inaccessible')).toEqual(['info/rx-too-small']);
});
