/** Direct messages, processors and interrupts in the executable specification: a manager that does them otherwise is found. */

import { expect, test } from 'vitest';
import { provingGround } from '../../src/core/explore/ground.ts';
import { Lab } from '../../src/core/explore/lab.ts';
import type { CallMove, Move } from '../../src/core/explore/move.ts';
import { CONTEXT } from '../../src/core/spmc/contexts.ts';
import { NOTARY, OS, release, retrieve, send, start, VAULT } from './calls.ts';
import { expectFound, following, type Planted, spmcOf } from './planted.ts';

const VM = 1;
const CLERK = 4;
const call = (by: number, ...words: readonly number[]): CallMove => ({ do: 'call', by, words });
const wait = (by: number) => call(by, 0x8400_006b);
const version = (by: number, minor: number) => call(by, 0x8400_0063, 0x1_0000 + minor);
/** Of the OS to the vault, and what the vault answers. */
const ask = call(OS, 0x8400_006f, 0x8001, 0, 1, 2, 3);
const answer = call(VAULT, 0x8400_0070, 0x8001_0000, 0, 4, 5);
const preempt: Move = { do: 'preempt', by: VAULT };
const run = (by: number) => call(by, 0x8400_006d, 0x8001_0000);
/** To a service that has no name. */
const askService = call(OS, 0xc400_008d, 0x8001);
const askNotary = call(VAULT, 0x8400_006f, 0x8001_8002);
const askBack = call(NOTARY, 0xc400_008d, 0x8002_8001);
/** The notary may ring the vault, and does. */
const bind = call(VAULT, 0x8400_007f, 0x8002_8001, 0, 2, 0);
const ring = call(NOTARY, 0x8400_0081, 0x8002_8001, 0, 2, 0);
const ringLater = call(NOTARY, 0x8400_0081, 0x8002_8001, 2, 2, 0);
/** Of FF-A 1.1: four bytes behind a header of 20. */
const letter: CallMove = {
  ...call(NOTARY, 0x8400_0086, 0, 0),
  tx: [0, 0, 20, 0x8002_8001, 4, 0x1234],
};
const loan = [send('share', OS, VAULT), retrieve('share', OS, VAULT)] as const;

/** A defect, and what comes before it: everybody speaks FF-A 1.1 and has waited, if nothing else is said. */
interface PlantedLater extends Planted {
  readonly before?: readonly Move[];
}

const READY: readonly Move[] = [...start(OS, VAULT, NOTARY), wait(VAULT), wait(NOTARY), wait(CLERK)];

const contextsOf = (lab: Lab) => spmcOf(lab).state.contexts;
const contextOf = ({ stand }: Lab, by: number) => stand.actors[by]!.context;

const PLANTED: Readonly<Record<string, PlantedLater>> = {
  'an answer that somebody else is given': {
    after: [ask],
    plant: (lab) => {
      contextsOf(lab).caller[contextOf(lab, VAULT)] = contextOf(lab, VM);
    },
    shown: answer,
    problem: /vm goes on, and os has to/,
  },
  'a question to one who serves another': {
    after: [ask],
    plant: (lab) => {
      contextsOf(lab).state[contextOf(lab, VAULT)] = CONTEXT.WAITING;
    },
    shown: call(VM, 0x8400_006f, 0x1_8001),
    problem: /it succeeds, and has to be refused: message\/receiver-busy/,
  },
  'a circle of two who wait for each other': {
    after: [ask, askNotary],
    plant: (lab) => {
      Object.assign(spmcOf(lab).state.endpoints, { behaviours: () => ({ serviceRequests: true }) });
      contextsOf(lab).state[contextOf(lab, VAULT)] = CONTEXT.WAITING;
    },
    before: [
      ...READY.filter((move) => move.do !== 'call' || move.by !== NOTARY),
      version(NOTARY, 2),
      wait(NOTARY),
    ],
    shown: askBack,
    problem: /it succeeds, and has to be refused: message\/receiver-busy/,
  },
  'a question that carries more than was asked': {
    after: [],
    plant: (lab) => following(lab, 'call', (frame) => frame.fill(7, 20, 21)),
    shown: ask,
    problem: /w10 is 0x7, not 0x0/,
  },
  'an answer that carries the upper half of a register': {
    after: [ask],
    plant: (lab) => following(lab, 'call', (frame) => frame.fill(7, 7, 8)),
    shown: answer,
    problem: /the upper half of x3 is 0x7, not 0x0/,
  },
  'a question to a service in a version that has none': {
    before: [version(OS, 2), version(VAULT, 1), wait(VAULT)],
    after: [],
    plant: (lab) =>
      Object.assign(spmcOf(lab).state.endpoints, { behaviours: () => ({ serviceRequests: true }) }),
    shown: askService,
    problem: /it succeeds, and has to be refused: message\/receiver-version/,
  },
  'an interrupt after which nobody goes on': {
    after: [ask],
    plant: (lab) => {
      spmcOf(lab).preempt = () => 0;
    },
    shown: preempt,
    problem: /nobody goes on, and os has to/,
  },
  'a stranger who runs one that was interrupted': {
    after: [ask, preempt],
    plant: (lab) => {
      contextsOf(lab).requester[contextOf(lab, VAULT)] = 1;
    },
    shown: run(VM),
    problem: /it succeeds, and has to be refused: message\/run-of-request/,
  },
  'an answer that is lost with an interrupt': {
    after: [ask, preempt, run(OS)],
    plant: (lab) => {
      contextsOf(lab).model[contextOf(lab, VAULT)] = 0;
    },
    shown: answer,
    problem: /it is refused with message\/no-request, and nothing is wrong with it/,
  },
  'somebody who waits in the middle of a question': {
    after: [ask],
    plant: (lab) => {
      contextsOf(lab).model[contextOf(lab, VAULT)] = 2;
    },
    shown: wait(VAULT),
    problem: /it succeeds, and has to be refused: message\/wait-in-request/,
  },
  'a yield in the first run': {
    before: start(OS),
    after: [],
    plant: (lab) => contextsOf(lab).model.fill(2),
    shown: call(VAULT, 0x8400_006c),
    problem: /it succeeds, and has to be refused: message\/yield-during-init/,
  },
  'a death that nobody hears of': {
    after: [ask],
    plant: (lab) => following(lab, 'abort', (frame) => frame.fill(0)),
    shown: { do: 'die', by: VAULT },
    problem: /w0 is 0x0, not 0x84000060/,
  },
  'one who goes on waiting for the dead': {
    after: [ask],
    plant: (lab) => {
      const { abort } = spmcOf(lab);
      spmcOf(lab).abort = (context, frame) => {
        abort.call(spmcOf(lab), context, frame);
        contextsOf(lab).state[contextOf(lab, OS)] = CONTEXT.BLOCKED;
        return contextOf(lab, OS);
      };
    },
    shown: { do: 'die', by: VAULT },
    problem: /os is blocked, and has to be running/,
  },
  'RX that stays with one who waits': {
    after: loan,
    plant: (lab) => {
      const { endpoints } = spmcOf(lab).state;
      following(lab, 'call', () =>
        endpoints.rx.fill(2, lab.stand.actors[VAULT]!.slot, lab.stand.actors[VAULT]!.slot + 1),
      );
    },
    shown: wait(VAULT),
    problem: /RX of vault is full, and has to be free/,
  },
  'a message that is changed on its way': {
    after: [],
    plant: (lab) =>
      following(lab, 'call', () => lab.stand.memory.writeBytes(0x19_1000 + 21, Uint8Array.of(0x99))),
    shown: letter,
    problem: /byte 21 of RX is 153, and has to be 18/,
  },
  'a scheduler that is not told': {
    after: [bind],
    plant: (lab) => {
      spmcOf(lab).takeScheduleReceiver = () => false;
    },
    shown: ring,
    problem: /the scheduler is not interrupted, and has to be/,
  },
  'a scheduler that is told too early': {
    after: [bind, ask, askNotary],
    plant: (lab) => following(lab, 'call', () => Object.assign(spmcOf(lab).state, { scheduleReceiver: 2 })),
    shown: ringLater,
    problem: /the scheduler is interrupted, and must not be/,
  },
};

test.each(Object.entries(PLANTED))('%s is found', (_, { before = READY, ...planted }) => {
  expectFound(provingGround(), before, planted);
});

test('a chain of questions unwinds over one that died in the middle: who asked it hears that it aborted', () => {
  const lab = new Lab(provingGround(), { model: true });
  const moves: readonly Move[] = [
    ...READY,
    ask,
    askNotary,
    { do: 'die', by: VAULT },
    call(NOTARY, 0x8400_0070, 0x8002_8001),
  ];

  for (const move of moves) expect(lab.step(move)).toBeUndefined();

  expect(lab.outcome?.next).toBe(contextOf(lab, OS));
  expect([...(lab.outcome?.answer.subarray(0, 6) ?? [])]).toEqual([0x8400_0060, 0, 0, 0, 0xffff_fff8, 0]);
  expect(lab.step(release(NOTARY))).toBeUndefined();
});
