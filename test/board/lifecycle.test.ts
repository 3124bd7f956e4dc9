/** Partitions that end their own lives, and begin anew, as their programs and their callers see it. */

import { expect, test } from 'vitest';
import { STATUS } from '../../src/core/abi/statuses.ts';
import { VERSION_1_3 } from '../../src/core/abi/versions.ts';
import { Board } from '../../src/core/board/board.ts';
import type { MachineSpec } from '../../src/core/board/machine.ts';
import type { TraceEvent } from '../../src/core/board/trace.ts';
import { FfaError } from '../../src/core/client/errors.ts';
import type { Ffa } from '../../src/core/client/ffa.ts';
import type { Program } from '../../src/core/client/port.ts';
import { CONTEXT } from '../../src/core/spmc/contexts.ts';
import type { AbortAction } from '../../src/core/spmc/endpoint-spec.ts';
import { MACHINE, OS_BUFFERS, VAULT, VAULT_BUFFERS } from './machine.ts';

const ABORT = 13;

/** Answers with the double; aborts when it is asked about 13. */
function* service(ffa: Ffa): Program {
  yield* ffa.start(VAULT_BUFFERS);
  let message = yield* ffa.wait();
  for (;;) {
    const [value = 0n] = message.data;
    if (Number(value) === ABORT) yield* ffa.abort(Number(value));
    message = yield* ffa.respond(message, [value * 2n]);
  }
}

function machine(onAbort?: AbortAction): MachineSpec {
  return {
    ...MACHINE,
    partitions: MACHINE.partitions.map((partition) =>
      partition.name === 'vault'
        ? { ...partition, version: VERSION_1_3, ...(onAbort === undefined ? {} : { onAbort }) }
        : partition,
    ),
  };
}

function booted(onAbort?: AbortAction): { readonly board: Board; readonly events: TraceEvent[] } {
  const board = new Board(machine(onAbort));
  board.boot({ programs: { vault: service } });
  board.perform('os', (ffa) => ffa.start(OS_BUFFERS));
  const events: TraceEvent[] = [];
  board.listen((event) => events.push(event));
  return { board, events };
}

/** What the vault answers: a number, or the status of a refusal. */
function ask(board: Board, value: number): number {
  return board.perform('os', function* (ffa) {
    try {
      const [answer = -1] = yield* ffa.directRequest(VAULT, [value]);
      return answer;
    } catch (error) {
      if (error instanceof FfaError) return error.status;
      throw error;
    }
  });
}

test('the requester hears ABORTED, then and later', () => {
  const { board } = booted();

  expect([ask(board, 21), ask(board, ABORT), ask(board, 21)]).toEqual([42, STATUS.ABORTED, STATUS.ABORTED]);
  expect(board.stateOf('vault')).toBe(CONTEXT.ABORTED);
});

test('what the caller hears goes to the requester, and its end is an event of its own with what became of its memory', () => {
  const { board, events } = booted();

  ask(board, ABORT);

  expect(events.map(({ kind, from }) => `${kind} ${from}`)).toEqual(['call os', 'call vault', 'abort vault']);
  expect(events[1]).toMatchObject({ next: 'os', changes: [] });
  expect(events[1]).not.toHaveProperty('refusal');
  expect(events[2]).toMatchObject({
    changes: [
      { change: 'returned', party: 'vault', address: '0xe000000' },
      { change: 'returned', party: 'vault', address: '0xe001000' },
    ].map((change) => ({ ...change, address: Number(change.address), pages: 1 })),
  });
});

test('one that begins anew is busy until it is started, and then serves as before', () => {
  const { board } = booted('restart');
  ask(board, ABORT);

  expect(ask(board, 21)).toBe(STATUS.BUSY);
  expect(board.ffa('vault').driver.buffers).toBeUndefined();
  board.start('vault', service);
  expect(ask(board, 21)).toBe(42);
});

test('one that is forked while it waits to begin anew begins in both', () => {
  const { board } = booted('restart');
  ask(board, ABORT);
  const twin = board.fork();

  twin.start('vault', service);

  expect([ask(twin, 4), ask(board, 4)]).toEqual([8, STATUS.BUSY]);
});

test('one that takes the machine with it leaves nobody to go on', () => {
  const { board } = booted('propagate');

  expect(() => ask(board, ABORT)).toThrow('os has aborted');
  expect(() => ask(board, 21)).toThrow('os has aborted');
  expect(() => board.start('hidden', service)).toThrow('hidden has aborted');
});

test('a program that is performed and aborts does not end', () => {
  const board = new Board(machine());
  board.boot();

  expect(() => board.perform('vault', (ffa) => ffa.abort(1))).toThrow('vault has aborted');
});

test('one that aborts in its first run has failed, also where it may begin anew', () => {
  const board = new Board(machine('restart'));

  const outcomes = board.boot({
    programs: {
      *vault(ffa) {
        yield* ffa.abort();
      },
    },
  });

  expect(outcomes).toEqual([
    { partition: 'vault', outcome: 'failed' },
    { partition: 'hidden', outcome: 'ready' },
  ]);
});
