/** Partitions with several execution contexts in the executable specification: a manager that mixes them up is found. */

import { describe, expect, it, test } from 'vitest';
import { variedGround } from '../../src/core/explore/ground.ts';
import { Lab } from '../../src/core/explore/lab.ts';
import type { CallMove, Move } from '../../src/core/explore/move.ts';
import { walk } from '../../src/core/explore/walk.ts';
import { CONTEXT, MODEL } from '../../src/core/spmc/contexts.ts';
import { NOTARY, OS, VAULT } from './calls.ts';
import { expectFound, type Planted, spmcOf } from './planted.ts';

const { SEED = '20261122' } = process.env;
const seed = SEED === 'random' ? Math.floor(Math.random() * 0xffff_ffff) : Number(SEED);

/** The OS has two contexts, the vault three. */
const call = (by: number, vcpu: number, ...words: readonly number[]): CallMove => ({
  ...{ do: 'call', by, words },
  ...(vcpu === 0 ? {} : { vcpu }),
});
const ask = (vcpu: number) => call(OS, vcpu, 0x8400_006f, 0x8001, 0, 1, 2);
const answer = (vcpu: number) => call(VAULT, vcpu, 0x8400_0070, 0x8001_0000, 0, 3);
const run = (vcpu: number, of: number) => call(OS, vcpu, 0x8400_006d, 0x8001_0000 + of);
const wait = (by: number, vcpu = 0) => call(by, vcpu, 0x8400_006b);
const version = call(VAULT, 0, 0x8400_0063, 0x1_0003);
/** Of the vault's notifications, for one of its contexts. */
const take = (vcpu: number) => call(VAULT, 0, 0x8400_0082, vcpu * 0x1_0000 + 0x8001, 1);
const READY: readonly Move[] = [version, wait(VAULT), wait(NOTARY)];

const contextOf = ({ stand }: Lab, by: number, vcpu: number) => stand.contexts[by]![vcpu]!.context;

const PLANTED: Readonly<Record<string, Planted>> = {
  'a question that comes to another context than that of its number': {
    after: [],
    plant: (lab) => {
      const { contexts } = spmcOf(lab).state;
      const first = contexts.of.bind(contexts);
      contexts.of = (slot) => first(slot, 0);
    },
    shown: ask(1),
    problem: /vault goes on, and context 1 of vault has to/,
  },
  'an answer that another context hears': {
    after: [ask(1)],
    plant: (lab) => {
      spmcOf(lab).state.contexts.caller[contextOf(lab, VAULT, 1)] = contextOf(lab, OS, 0);
    },
    shown: answer(1),
    problem: /os goes on, and context 1 of os has to/,
  },
  'a context that is busy because another one is': {
    after: [ask(0)],
    plant: (lab) => {
      spmcOf(lab).state.contexts.state[contextOf(lab, VAULT, 1)] = CONTEXT.BLOCKED;
    },
    shown: ask(1),
    problem: /it is refused with message\/receiver-busy, and nothing is wrong with it/,
  },
  'a context that runs twice': {
    after: [run(0, 2)],
    plant: (lab) => {
      spmcOf(lab).state.contexts.state[contextOf(lab, VAULT, 2)] = CONTEXT.WAITING;
    },
    shown: run(1, 2),
    problem: /it succeeds, and has to be refused: message\/run-busy/,
  },
  'a first run of a context that has none': {
    after: [],
    plant: (lab) => {
      const spmc = spmcOf(lab);
      const schedule = spmc.schedule.bind(spmc);
      spmc.schedule = (context, frame) => {
        schedule(context, frame);
        spmc.state.contexts.model[context] = MODEL.INIT;
      };
    },
    shown: call(VAULT, 1, 0x8400_006c),
    problem: /it is refused with message\/yield-during-init, and nothing is wrong with it/,
  },
  'a death that the second who waits never hears of': {
    after: [ask(0), ask(1)],
    plant: (lab) => {
      const spmc = spmcOf(lab);
      const abort = spmc.abort.bind(spmc);
      spmc.abort = (context, frame) => (context === contextOf(lab, VAULT, 1) ? 0 : abort(context, frame));
    },
    shown: { do: 'die', by: VAULT },
    problem: /context 1 of os is blocked, and has to be running/,
  },
  'a death that somebody else hears of first': {
    after: [ask(0), ask(1)],
    plant: (lab) => {
      const { caller } = spmcOf(lab).state.contexts;
      caller[contextOf(lab, VAULT, 1)] = contextOf(lab, OS, 0);
      caller[contextOf(lab, VAULT, 0)] = contextOf(lab, OS, 1);
    },
    shown: call(VAULT, 1, 0x8400_0090, 0, 7),
    problem: /os goes on, and context 1 of os has to/,
  },
  'notifications for a context that there is not': {
    after: [],
    plant: (lab) => spmcOf(lab).state.notifications.vcpus.fill(9),
    shown: take(3),
    problem: /it succeeds, and has to be refused: notification\/vcpu/,
  },
};

test.each(Object.entries(PLANTED))('%s: it is found', (_, planted) => {
  expectFound(variedGround(), READY, planted);
});

describe('all is well, by either account, with', () => {
  it.each<[string, readonly Move[], string | undefined]>([
    [
      'two questions at once, answered the other way round',
      [ask(0), ask(1), answer(1), answer(0)],
      undefined,
    ],
    ['a third context, which is run', [run(1, 2), wait(VAULT, 2), take(2)], undefined],
    ['a context that there is not', [run(0, 3)], 'message/run-unknown'],
    [
      'a context that another one preempted',
      [ask(0), ask(1), { do: 'preempt', by: VAULT, vcpu: 1 }, run(1, 1)],
      undefined,
    ],
    [
      'a death in the second context',
      [ask(0), ask(1), call(VAULT, 1, 0x8400_0090, 0, 7), ask(0)],
      'message/receiver-aborted',
    ],
  ])('%s', (_, moves, rule) => {
    const lab = new Lab(variedGround(), { model: true });

    for (const move of [...READY, ...moves]) {
      expect(lab.step(move)).toBeUndefined();
      expect(lab.outcome?.made).toBe(true);
    }

    expect(lab.outcome?.rule).toBe(rule);
    expect(lab.audit()).toBeUndefined();
  });
});

test(`walks of seed ${seed} have every context make calls and serve others`, () => {
  const lab = new Lab(variedGround(), { model: true });
  const called = new Set<string>();
  const served = new Set<string>();
  const before = lab.stand.make.bind(lab.stand);
  lab.stand.make = (move, ...rest) => {
    const outcome = before(move, ...rest);
    const { actor } = outcome;
    if (move.do === 'call' && actor !== undefined && outcome.made) called.add(`${actor.name}/${actor.vcpu}`);
    const { contexts } = spmcOf(lab).state;
    for (const { name, vcpu, context } of lab.stand.contexts[VAULT]!)
      if (contexts.model[context] === MODEL.DIRECT_REQUEST) served.add(`${name}/${vcpu}`);
    return outcome;
  };

  for (let number = 0; number < 6; number++)
    expect(walk(lab, { seed, walk: number, calls: 500, faults: true })?.breach).toBeUndefined();

  expect([...called].sort()).toEqual([
    'clerk/0',
    'notary/0',
    'os/0',
    'os/1',
    'vault/0',
    'vault/1',
    'vault/2',
    'vm/0',
  ]);
  expect([...served].sort()).toEqual(['vault/0', 'vault/1']);
});
