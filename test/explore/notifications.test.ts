/** Notifications and indirect messages in the executable specification: a manager that does them otherwise is found. */

import { test } from 'vitest';
import { provingGround } from '../../src/core/explore/ground.ts';
import type { Lab } from '../../src/core/explore/lab.ts';
import type { CallMove } from '../../src/core/explore/move.ts';
import { RX } from '../../src/core/spmc/endpoints.ts';
import { NOTARY, OS, start, VAULT } from './calls.ts';
import { expectFound, type Planted } from './planted.ts';

const NAMES = 0x8002_8001;
const call = (by: number, ...words: readonly number[]): CallMove => ({ do: 'call', by, words });
/** The vault lets the notary ring notification 1. */
const bind = call(VAULT, 0x8400_007f, NAMES, 0, 2, 0);
const ring = call(NOTARY, 0x8400_0081, NAMES, 0, 2, 0);
const take = call(VAULT, 0x8400_0082, 0x8001, 1);
const tell = call(OS, 0x8400_0083);
/** Of FF-A 1.1: four bytes behind a header of 20. */
const letter: CallMove = {
  ...call(NOTARY, 0x8400_0086, 0, 0),
  tx: [0, 0, 20, 0x8002_8001, 4, 0x1234],
};
const release = call(VAULT, 0x8400_0065);

const stateOf = ({ stand }: Lab) => stand.built.spmc.state;
const slotOf = ({ stand }: Lab, by: number) => stand.actors[by]!.slot;

const PLANTED: Readonly<Record<string, Planted>> = {
  'a notification that is lost': {
    after: [bind, ring],
    plant: (lab) => stateOf(lab).notifications.fromSecure.fill(0),
    problem: /pending for vault are 0 0 0 0 0 0, and have to be 2 0 0 0 0 0/,
  },
  'a notification of one who is not bound': {
    after: [bind],
    plant: (lab) => Object.assign(stateOf(lab).notifications, { isBoundTo: () => true }),
    shown: call(NOTARY, 0x8400_0081, NAMES, 0, 8, 0),
    problem: /it succeeds, and has to be refused: notification\/stranger/,
  },
  'a notification that comes from nowhere': {
    after: [bind],
    plant: (lab) => {
      stateOf(lab).notifications.fromSecure[2 * slotOf(lab, VAULT)] = 4;
    },
    shown: take,
    problem: /x2 is 0x000000004, not 0x0/,
  },
  'a scheduler that is told twice': {
    after: [bind, ring, tell],
    plant: (lab) => stateOf(lab).notifications.told.fill(0),
    shown: tell,
    problem: /it succeeds, and has to be refused: notification\/nothing-pending/,
  },
  'a message over one that is unread': {
    after: [letter],
    plant: (lab) => {
      stateOf(lab).endpoints.rx[slotOf(lab, VAULT)] = RX.EMPTY;
    },
    shown: letter,
    problem: /it succeeds, and has to be refused: indirect\/receiver-busy/,
  },
  'a message that is thrown away unread': {
    after: [letter],
    plant: (lab) => stateOf(lab).notifications.fromFramework.fill(0),
    shown: release,
    problem: /it succeeds, and has to be refused: mailbox\/message-unread/,
  },
};

test.each(Object.entries(PLANTED))('%s is found', (_, planted) => {
  expectFound(provingGround(), start(OS, VAULT, NOTARY), planted);
});
