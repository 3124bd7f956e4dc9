/** A transaction that is taken and given back over and over. */

import { describe, expect, test } from 'vitest';
import { functionId } from '../../src/core/abi/functions.ts';
import { HEADER_1_1, RELINQUISH } from '../../src/core/abi/layouts.ts';
import type { RecordedCall } from '../../src/core/decode/recorded-event.ts';
import { borrowersAt, TransactionLives } from '../../src/core/timeline/transaction-lives.ts';

const HANDLE = 7;
const ROUNDS = 500;
const SUCCESS = functionId('FFA_SUCCESS', 32);

function call(caller: string, name: string, answer: readonly number[], tx?: Uint8Array): RecordedCall {
  const common = { kind: 'call', seq: 1, caller, cpu: 0, rx: undefined, changes: [] } as const;
  return { ...common, in: frame(functionId(name)), out: frame(...answer), tx };
}

function frame(...words: readonly number[]): Uint32Array {
  const registers = new Uint32Array(36);
  for (const [at, word] of words.entries()) registers[2 * at] = word;
  return registers;
}

function naming(offset: number): Uint8Array {
  const bytes = new Uint8Array(48);
  bytes[offset] = HANDLE;
  return bytes;
}

const share = call('os', 'FFA_MEM_SHARE', [SUCCESS, 0, HANDLE]);
const retrieve = call(
  'vault',
  'FFA_MEM_RETRIEVE_REQ',
  [functionId('FFA_MEM_RETRIEVE_RESP')],
  naming(HEADER_1_1.fields.handle.offset),
);
const relinquish = call('vault', 'FFA_MEM_RELINQUISH', [SUCCESS], naming(RELINQUISH.fields.handle.offset));

describe('the life of a transaction with many steps', () => {
  test('grows where it is: no step copies those before it', () => {
    const lives = new TransactionLives();
    lives.follow(share, 0);
    const [life] = lives.all;
    const { steps } = life!;

    for (let round = 0; round < ROUNDS; round++) {
      lives.follow(retrieve, 2 * round + 1);
      lives.follow(relinquish, 2 * round + 2);
    }

    expect(lives.all[0]).toBe(life);
    expect(lives.all[0]?.steps).toBe(steps);
    expect(steps).toHaveLength(2 * ROUNDS);
  });

  test('says of every moment who had it', () => {
    const lives = new TransactionLives();
    lives.follow(share, 0);
    for (let round = 0; round < 20; round++) {
      lives.follow(retrieve, 2 * round + 1);
      lives.follow(relinquish, 2 * round + 2);
    }

    for (let event = 41; event > 0; event--) {
      const had = borrowersAt(lives.all[0]!, event).map(({ by, event: taken }) => `${by} since ${taken}`);
      expect(had).toEqual(event % 2 === 0 ? [`vault since ${event - 1}`] : []);
    }
  });
});
