/** Bits 63:32 of registers in the executable specification: calls of 32 bits do not look at them, those of 64 bits where it is said. */

import { describe, expect, it, test } from 'vitest';
import { provingGround } from '../../src/core/explore/ground.ts';
import { INVARIANTS } from '../../src/core/explore/invariants/registry.ts';
import { Lab } from '../../src/core/explore/lab.ts';
import type { CallMove, Move } from '../../src/core/explore/move.ts';
import { toScenario } from '../../src/core/explore/to-scenario.ts';
import { OS, reclaim, retrieve, send, start, VAULT } from './calls.ts';
import { expectFound, following, type Planted, spmcOf } from './planted.ts';

/** Upper halves of x1 to x7. */
const ALL = [0xdead_beef, 1, 2, 3, 4, 5, 6] as const;
const with_ = (move: Move, uppers: readonly number[] = ALL): Move => ({ ...(move as CallMove), uppers });
const call = (by: number, ...words: readonly number[]): CallMove => ({ do: 'call', by, words });
const map = (id: number) => call(OS, id, 0x1_0000, 0x1_1000, 1);
const [MAP_32, MAP_64] = [map(0x8400_0066), map(0xc400_0066)];
const waits = call(VAULT, 0x8400_006b);
const ask = (id: number) => with_(call(OS, id, 0x8001, 0, 7, 7, 7, 7, 7));
const [ASK_32, ASK_64] = [ask(0x8400_006f), ask(0xc400_006f)];

/** The manager takes a call for another. */
function taking(lab: Lab, change: (frame: Uint32Array) => void): void {
  const spmc = spmcOf(lab);
  const make = spmc.call.bind(spmc);
  spmc.call = (context, frame) => {
    change(frame);
    return make(context, frame);
  };
}

const PLANTED: Readonly<Record<string, Planted>> = {
  'a call of 32 bits that takes its address from all of a register': {
    after: [],
    plant: (lab) =>
      taking(lab, (frame) => {
        frame[0] = 0xc400_0066;
      }),
    shown: with_(MAP_32),
    problem: /it is refused with mailbox\/[a-z-]+, and nothing is wrong with it/,
  },
  'a call of 64 bits that takes its address from the lower half of a register': {
    after: [],
    plant: (lab) => taking(lab, (frame) => frame.fill(0, 3, 4)),
    shown: with_(MAP_64, [1]),
    problem: /it succeeds, and has to be refused: mailbox\//,
  },
  'an answer with an upper half of the call': {
    after: [],
    plant: (lab) => following(lab, 'call', (frame) => frame.fill(1, 5, 6)),
    shown: with_(call(VAULT, 0x8400_0069)),
    problem: /x2 is 0x100008001, not 0x8001/,
  },
  'a refusal with an upper half of the call': {
    after: [],
    plant: (lab) => following(lab, 'call', (frame) => frame.fill(2, 7, 8)),
    shown: with_(call(OS, 0x8400_0065)),
    problem: /x3 is 0x200000000, not 0x0/,
  },
  'a question of 32 bits that hands over upper halves': {
    after: [waits],
    plant: (lab) => following(lab, 'call', (frame) => frame.fill(3, 9, 10)),
    shown: ASK_32,
    problem: /the upper half of x4 is 0x3, not 0x0/,
  },
  'a question of 64 bits that hands over words': {
    after: [waits],
    plant: (lab) => following(lab, 'call', (frame) => frame.fill(0, 9, 10)),
    shown: ASK_64,
    problem: /the upper half of x4 is 0x0, not 0x3/,
  },
};

test.each(Object.entries(PLANTED))('%s: it is found', (_, planted) => {
  expectFound(provingGround(), [], planted);
});

describe('all is well, by either account, with', () => {
  it.each<[string, readonly Move[], string | undefined]>([
    ['buffers by words', [with_(MAP_32)], undefined],
    ['buffers by registers, of which the number of pages is a word', [with_(MAP_64, [0, 0, 9])], undefined],
    [
      'memory that is shared, retrieved and reclaimed',
      [...start(OS, VAULT), with_(send('share', OS, VAULT)), with_(retrieve('share', OS, VAULT))],
      undefined,
    ],
    ['memory that is reclaimed', [...start(OS), send('lend', OS, VAULT), with_(reclaim(OS))], undefined],
    ['a question of 32 bits', [waits, ASK_32], undefined],
    ['a question of 64 bits', [waits, ASK_64], undefined],
    [
      'what is reserved of a register',
      [with_(call(OS, 0x8400_0063, 0x1_0003)), start(OS)[1]!, with_(call(OS, 0xc400_008f), [0, 1])],
      'resources/reserved',
    ],
  ])('%s', (_, moves, rule) => {
    const lab = new Lab(provingGround(), { model: true });

    for (const move of moves) expect(lab.step(move)).toBeUndefined();

    expect(lab.outcome?.rule).toBe(rule);
  });
});

test('a scenario has all of each register', () => {
  const lab = new Lab(provingGround(), { model: true });
  const breach = { invariant: INVARIANTS[0]!, problem: 'it is made up' };

  const { steps } = toScenario(lab, { breach, moves: [with_(MAP_64, [1])], ended: false });

  expect(steps[0]).toMatchObject({
    function: 'FFA_RXTX_MAP',
    wide: true,
    registers: { x1: '0x0000000100010000', w2: 0x1_1000, w3: 1 },
  });
});
