/** Interrupts, lines that are printed and the schedule-receiver interrupt, as a board and its trace have them. */

import { describe, expect, test } from 'vitest';
import { PROPERTY_INDIRECT, PROPERTY_NOTIFICATIONS } from '../../src/core/abi/bits.ts';
import { frameOf, w } from '../../src/core/abi/frame.ts';
import { functionId } from '../../src/core/abi/functions.ts';
import { Board } from '../../src/core/board/board.ts';
import type { MachineSpec } from '../../src/core/board/machine.ts';
import type { CallEvent, TraceEvent } from '../../src/core/board/trace.ts';
import type { Ffa } from '../../src/core/client/ffa.ts';
import type { Program } from '../../src/core/client/port.ts';
import { CONTEXT } from '../../src/core/spmc/contexts.ts';
import { HIDDEN, MACHINE, OS_BUFFERS, VAULT, VAULT_BUFFERS, VAULT_MEMORY } from './machine.ts';

const REQUEST = functionId('FFA_MSG_SEND_DIRECT_REQ');
const RESPONSE = functionId('FFA_MSG_SEND_DIRECT_RESP');
const INTERRUPT = functionId('FFA_INTERRUPT');
const RUN = functionId('FFA_RUN');
const CONSOLE_LOG = functionId('FFA_CONSOLE_LOG');

const AT = VAULT_MEMORY + 0x4000;

/** Vault adds one to a byte of its memory for each request, in three steps, and answers with it. */
function* counter(ffa: Ffa): Program {
  let message = yield* ffa.wait();
  for (;;) {
    const [value = 0] = yield* ffa.read(AT, 1);
    yield* ffa.write(AT, Uint8Array.of(value + 1));
    const [after = 0] = yield* ffa.read(AT, 1);
    message = yield* ffa.respond(message, [after]);
  }
}

/** The function that a context was answered with, and the first value. */
function received(board: Board, partition: string): readonly [number, number] {
  const frame = board.received(partition)!;
  return [w(frame, 0), w(frame, 3)];
}

describe('an interrupt', () => {
  test('takes the processor from a partition without a program, which finds its registers as they were', () => {
    const board = new Board(MACHINE);
    board.boot();
    board.issue('os', frameOf(REQUEST, VAULT, 0, 7));

    board.preempt('vault');

    expect(received(board, 'os')).toEqual([INTERRUPT, 0]);
    expect(board.stateOf('vault')).toBe(CONTEXT.PREEMPTED);
    expect(() => board.issue('vault', frameOf(RESPONSE))).toThrow(
      'vault gave the processor up and has to be run',
    );
    board.issue('os', frameOf(RUN, VAULT * 0x1_0000));
    expect(received(board, 'vault')).toEqual([REQUEST, 7]);
    board.issue('vault', frameOf(RESPONSE, VAULT * 0x1_0000, 0, 8));
    expect(received(board, 'os')).toEqual([RESPONSE, 8]);
  });

  test('takes it from a program after its next step, which goes on with what came of it', () => {
    const board = new Board(MACHINE);
    board.start('vault', counter);
    board.preempt('vault');

    board.issue('os', frameOf(REQUEST, VAULT));
    expect(received(board, 'os')).toEqual([INTERRUPT, 0]);
    board.issue('os', frameOf(RUN, VAULT * 0x1_0000));

    expect(received(board, 'os')).toEqual([RESPONSE, 1]);
  });

  test('after every step, again and again', () => {
    const board = new Board(MACHINE);
    board.start('vault', counter);
    board.preempt('vault');
    board.issue('os', frameOf(REQUEST, VAULT));
    let interrupts = 0;
    while (received(board, 'os')[0] === INTERRUPT && interrupts < 10) {
      interrupts++;
      if (interrupts < 3) board.preempt('vault');
      board.issue('os', frameOf(RUN, VAULT * 0x1_0000));
    }

    expect([interrupts, ...received(board, 'os')]).toEqual([3, RESPONSE, 1]);
  });

  test('goes unnoticed by a program that asks: its driver runs the partition', () => {
    const board = new Board(MACHINE);
    board.start('vault', counter);
    board.preempt('vault');
    const events: TraceEvent[] = [];
    board.listen((event) => events.push(event));

    expect(board.perform('os', (ffa) => ffa.directRequest(VAULT))[0]).toBe(1);

    const seen = events.map((event) =>
      event.kind === 'call' ? [event.from, w(event.in, 0), event.next] : event,
    );
    expect(seen).toEqual([
      ['os', REQUEST, 'vault'],
      { kind: 'preempt', seq: 2, from: 'vault', vcpu: 0, next: 'os' },
      ['os', RUN, 'vault'],
      ['vault', RESPONSE, 'os'],
    ]);
  });

  test('is for nobody when whoever waited is dead', () => {
    const board = new Board(MACHINE);
    board.boot();
    board.issue('os', frameOf(REQUEST, VAULT));
    board.issue('vault', frameOf(REQUEST, VAULT * 0x1_0000 + HIDDEN));
    const events: TraceEvent[] = [];
    board.listen((event) => events.push(event));
    board.abort('os');
    board.abort('vault');

    board.preempt('hidden');

    expect(events.at(-1)).toMatchObject({ kind: 'preempt', from: 'hidden', next: '' });
    expect(board.stateOf('hidden')).toBe(CONTEXT.PREEMPTED);
  });

  test.each([
    ['that waits', 'vault'],
    ['of the normal world', 'os'],
  ])('cannot take it from a partition %s', (_, name) => {
    const board = new Board(MACHINE);
    board.boot();

    expect(() => board.preempt(name)).toThrow(`${name} serves nobody who could go on in its stead`);
  });
});

/** Vault was interrupted while it served the OS. */
function interrupted(withProgram: boolean): Board {
  const board = new Board(MACHINE);
  if (withProgram) {
    board.start('vault', counter);
    board.preempt('vault');
  } else board.boot();
  board.issue('os', frameOf(REQUEST, VAULT));
  if (!withProgram) board.preempt('vault');
  return board;
}

describe('a fork in the middle of an interrupt', () => {
  const run = (board: Board) => board.issue('os', frameOf(RUN, VAULT * 0x1_0000));
  const runAndRespond = (board: Board) => {
    run(board);
    board.issue('vault', frameOf(RESPONSE, VAULT * 0x1_0000, 0, 1));
  };

  test.each([
    ['a program', true, run],
    ['no program', false, runAndRespond],
  ])('of a partition with %s goes on where the board was, each by itself', (_, withProgram, finish) => {
    const board = interrupted(withProgram);
    const saved = board.save();
    const twin = board.fork();

    finish(twin);

    expect(received(twin, 'os')).toEqual([RESPONSE, 1]);
    expect(board.save()).toEqual(saved);
    expect(received(board, 'os')).toEqual([INTERRUPT, 0]);
    finish(board);
    expect(received(board, 'os')).toEqual([RESPONSE, 1]);
    board.restore(saved);
    finish(board);
    expect(received(board, 'os')).toEqual([RESPONSE, 1]);
  });

  test('an interrupt that is still to come comes on both', () => {
    const board = new Board(MACHINE);
    board.start('vault', counter);
    board.preempt('vault');
    const twin = board.fork();

    for (const each of [board, twin]) each.issue('os', frameOf(REQUEST, VAULT));

    expect([received(board, 'os')[0], received(twin, 'os')[0]]).toEqual([INTERRUPT, INTERRUPT]);
  });
});

/** The same machine with a vault that takes indirect messages and notifications. */
const LISTENING: MachineSpec = {
  ...MACHINE,
  partitions: MACHINE.partitions.map((partition) =>
    partition.name === 'vault'
      ? { ...partition, properties: partition.properties | PROPERTY_INDIRECT | PROPERTY_NOTIFICATIONS }
      : partition,
  ),
};

/** What happens, from the moment when vault listens to bit 0 of the OS, and the OS to bit 0 of vault. */
function heard(act: (board: Board) => void): readonly TraceEvent[] {
  const board = new Board(LISTENING);
  board.boot();
  board.perform('os', function* (ffa) {
    yield* ffa.start(OS_BUFFERS);
    yield* ffa.createNotifications(0, 2);
    yield* ffa.bind(VAULT, 1n);
  });
  board.perform('vault', function* (ffa) {
    yield* ffa.start(VAULT_BUFFERS);
    yield* ffa.bind(0, 1n);
  });
  const events: TraceEvent[] = [];
  board.listen((event) => events.push(event));
  act(board);
  return events;
}

const marks = (events: readonly TraceEvent[]) =>
  events.map((event) => 'scheduleReceiver' in event && event.scheduleReceiver === true);

describe('the trace marks the schedule-receiver interrupt', () => {
  test('at once, with the call that raised it', () => {
    const events = heard((board) => {
      board.perform('os', (ffa) => ffa.notify(VAULT, 1n));
      board.perform('vault', (ffa) => ffa.notifications());
    });

    expect(marks(events)).toEqual([true, false]);
  });

  test.each([
    ['the response', (board: Board) => board.issue('vault', frameOf(RESPONSE, VAULT * 0x1_0000))],
    ['an interrupt', (board: Board) => board.preempt('vault')],
  ])('delayed, with what left the secure world: %s', (_, leave) => {
    const events = heard((board) => {
      board.issue('os', frameOf(REQUEST, VAULT));
      board.issue('vault', frameOf(functionId('FFA_NOTIFICATION_SET'), VAULT * 0x1_0000, 2, 1));
      leave(board);
    });

    expect(marks(events)).toEqual([false, false, true]);
  });

  test('not again, when nobody listened at the time', () => {
    const board = new Board(LISTENING);
    board.boot();
    board.perform('vault', function* (ffa) {
      yield* ffa.start(VAULT_BUFFERS);
      yield* ffa.bind(0, 1n);
    });
    board.perform('os', (ffa) => ffa.notify(VAULT, 1n));
    const events: TraceEvent[] = [];
    board.listen((event) => events.push(event));

    board.perform('os', (ffa) => ffa.count());

    expect(marks(events)).toEqual([false]);
  });
});

describe('a trace', () => {
  test('has the lines that a call prints, and none where it prints none', () => {
    const board = new Board(MACHINE);
    board.boot();
    const events: TraceEvent[] = [];
    board.listen((event) => events.push(event));

    // "he" "ll" "o", then the end of the line and the start of the next.
    board.issue('vault', frameOf(CONSOLE_LOG, 5, 0x6c6c_6568, 0x6f));
    board.issue('vault', frameOf(CONSOLE_LOG, 3, 0x0079_0a21));

    expect(events.map((event) => (event as CallEvent).printed)).toEqual([undefined, ['hello!']]);
  });

  test('has the bytes of an indirect message', () => {
    const events = heard((board) => {
      board.perform('os', (ffa) => ffa.send(VAULT, Uint8Array.of(1, 2, 3)));
      const letter = board.perform('vault', function* (ffa) {
        yield* ffa.notifications();
        return yield* ffa.receive();
      });
      expect(letter).toMatchObject({ sender: 0, payload: Uint8Array.of(1, 2, 3) });
    });

    expect((events[0] as CallEvent).tx).toHaveLength(43);
    expect([...(events[0] as CallEvent).tx!.subarray(40)]).toEqual([1, 2, 3]);
  });
});
