import { describe, expect, test } from 'vitest';
import { DATA_RW } from '../../src/core/abi/bits.ts';
import { errorStatus, frameOf, isError, w, x } from '../../src/core/abi/frame.ts';
import { functionId, functionName } from '../../src/core/abi/functions.ts';
import type { ProgramOf } from '../../src/core/board/activity.ts';
import { Board } from '../../src/core/board/board.ts';
import { type FaultRule, parseFault } from '../../src/core/board/fault-rule.ts';
import type { CallEvent } from '../../src/core/board/trace.ts';
import { HIDDEN, MACHINE, OS_BUFFERS, OS_MEMORY, VAULT } from './machine.ts';

const ID_GET = functionId('FFA_ID_GET');
const REQUEST = functionId('FFA_MSG_SEND_DIRECT_REQ');
const RESPONSE = functionId('FFA_MSG_SEND_DIRECT_RESP');
const INTERRUPT = functionId('FFA_INTERRUPT');
const RUN = functionId('FFA_RUN');
const BUSY = -4;

/** Answers direct requests with what they say. */
const echo: ProgramOf = function* (ffa) {
  let message = yield* ffa.wait();
  for (;;) message = yield* ffa.respond(message, message.data);
};

/** A machine that runs, whose calls go wrong as a rule says, and what is heard of them. */
function withFault(text: string, callers?: readonly string[]) {
  const board = new Board(MACHINE);
  board.boot({ programs: { vault: echo } });
  const calls: CallEvent[] = [];
  board.listen((event) => event.kind === 'call' && calls.push(event));
  board.inject([parseFault(text) as FaultRule], callers);
  return { board, calls };
}

/** Whether calls of FFA_ID_GET by a partition were refused, one after the other. */
function refused(board: Board, partition: string, calls: number): readonly boolean[] {
  return Array.from({ length: calls }, () => isError(board.issue(partition, frameOf(ID_GET))!));
}

describe('a fault', () => {
  test.each([
    ['FFA_ID_GET=BUSY', [true, false, false, false]],
    ['FFA_ID_GET#2=BUSY', [false, true, false, false]],
    ['FFA_ID_GET=BUSY*3', [true, true, true, false]],
    ['FFA_ID_GET#3=BUSY*', [false, false, true, true]],
    ['FFA_RUN=BUSY*', [false, false, false, false]],
  ])('%s meets the calls that it is for', (text, expected) => {
    const { board } = withFault(text);
    expect(refused(board, 'os', 4)).toEqual(expected);
  });

  test('is for the partitions that it is given, whoever else calls', () => {
    const { board } = withFault('FFA_ID_GET=BUSY*', ['os']);
    expect([refused(board, 'hidden', 1), refused(board, 'os', 1)]).toEqual([[false], [true]]);
  });

  test('answers with its status, and the manager never hears of the call', () => {
    const { board, calls } = withFault('FFA_ID_GET=BUSY');
    const before = board.ledger.callNumber;

    const answer = board.issue('os', frameOf(ID_GET))!;

    expect([isError(answer), errorStatus(answer)]).toEqual([true, BUSY]);
    expect(board.ledger.callNumber).toBe(before);
    expect(calls).toEqual([
      expect.objectContaining({ kind: 'call', seq: before, from: 'os', next: 'os', injected: true }),
    ]);
  });

  test('answers FFA_VERSION in the register that has the version', () => {
    const { board } = withFault('FFA_VERSION=NOT_SUPPORTED');
    const answer = board.issue('os', frameOf(functionId('FFA_VERSION'), 0x1_0002))!;
    expect(x(answer, 0)).toBe(0xffff_ffff_ffff_ffffn);
  });

  test('reaches a program as the error that it is', () => {
    const { board } = withFault('FFA_MEM_SHARE=NO_MEMORY');
    const share = {
      receivers: [{ endpoint: VAULT, permissions: DATA_RW }],
      constituents: [{ address: OS_MEMORY + 0x4000, pages: 1 }],
    };
    board.perform('os', (ffa) => ffa.start(OS_BUFFERS));
    expect(() => board.perform('os', (ffa) => ffa.share(share))).toThrow('NO_MEMORY');
    expect(board.perform('os', (ffa) => ffa.share(share))).toBeGreaterThan(0n);
  });
});

describe('a partition that is interrupted', () => {
  const names = (calls: readonly CallEvent[]) =>
    calls.map((event) => [event.from, functionName(w(event.in, 0)), event.injected ?? false]);

  test('serves its caller after so many times of FFA_RUN as its rule says', () => {
    const { board, calls } = withFault('FFA_MSG_SEND_DIRECT_REQ=interrupt/10ms');
    const target = VAULT * 0x1_0000;

    const answers = [frameOf(REQUEST, VAULT, 0, 7), ...[1, 2, 3].map(() => frameOf(RUN, target))].map(
      (frame) => board.issue('os', frame)!,
    );

    expect(answers.map((frame) => [w(frame, 0), w(frame, 1), w(frame, 3)])).toEqual([
      [INTERRUPT, target, 0],
      [INTERRUPT, target, 0],
      [INTERRUPT, target, 0],
      [RESPONSE, target, 7],
    ]);
    expect(names(calls)).toEqual([
      ['os', 'FFA_MSG_SEND_DIRECT_REQ_32', true],
      ['os', 'FFA_RUN', true],
      ['os', 'FFA_RUN', true],
      ['os', 'FFA_MSG_SEND_DIRECT_REQ_32', false],
      ['vault', 'FFA_MSG_SEND_DIRECT_RESP_32', false],
    ]);
  });

  test('leaves other calls of its caller alone meanwhile', () => {
    const { board } = withFault('FFA_MSG_SEND_DIRECT_REQ=interrupt');
    board.issue('os', frameOf(REQUEST, VAULT));
    expect(refused(board, 'os', 1)).toEqual([false]);
    expect(w(board.issue('os', frameOf(RUN, VAULT * 0x1_0000))!, 0)).toBe(RESPONSE);
  });

  test('keeps what it was asked when its caller asks another meanwhile', () => {
    const { board } = withFault('FFA_MSG_SEND_DIRECT_REQ=interrupt*');
    board.start('hidden', echo);
    board.issue('os', frameOf(REQUEST, VAULT, 0, 7));
    board.issue('os', frameOf(REQUEST, HIDDEN, 0, 8));

    const answers = [VAULT, HIDDEN].map((id) => board.issue('os', frameOf(RUN, id * 0x1_0000))!);

    expect(answers.map((frame) => [w(frame, 0), w(frame, 3)])).toEqual([
      [RESPONSE, 7],
      [RESPONSE, 8],
    ]);
  });

  test('goes on when it is due though other faults have been set meanwhile', () => {
    const { board } = withFault('FFA_MSG_SEND_DIRECT_REQ=interrupt/8ms');
    board.issue('os', frameOf(REQUEST, VAULT, 0, 7));
    board.inject([parseFault('FFA_ID_GET=BUSY') as FaultRule]);

    const answers = [1, 2].map(() => board.issue('os', frameOf(RUN, VAULT * 0x1_0000))!);

    expect(answers.map((frame) => [w(frame, 0), w(frame, 3)])).toEqual([
      [INTERRUPT, 0],
      [RESPONSE, 7],
    ]);
    expect(refused(board, 'os', 2)).toEqual([true, false]);
  });

  test('goes unnoticed by a program that asks: its driver runs the partition', () => {
    const { board } = withFault('FFA_MSG_SEND_DIRECT_REQ=interrupt/70ms');
    expect(board.perform('os', (ffa) => ffa.directRequest(VAULT, [5]))[0]).toBe(5);
  });
});
