import { describe, expect, test } from 'vitest';
import { w } from '../../src/core/abi/frame.ts';
import { functionName } from '../../src/core/abi/functions.ts';
import { Board } from '../../src/core/board/board.ts';
import { describeMachine } from '../../src/core/board/describe-machine.ts';
import type { Ffa } from '../../src/core/client/ffa.ts';
import type { Program } from '../../src/core/client/port.ts';
import { LOAN_UUID, loanProgram } from '../../src/core/programs/loan.ts';

const OS = 0x4000_0000;
const SECURE = 0xe00_0000;
const LOAN = 0x8001;
const SHARE_32 = 0x8400_0073;
const SHARE_64 = 0xc400_0073;
const LEND_64 = 0xc400_0072;
const DONATE_32 = 0x8400_0071;
const READ_ONLY = 1;
const READ_WRITE = 2;
const INVALID_PARAMETERS = 0xffff_fffe;
const NO_MEMORY = 0xffff_fffd;

/** Two pages that are not next to each other. */
const PAGES = [
  { address: OS + 0x9000, pages: 1 },
  { address: OS + 0x4000, pages: 1 },
];

function loanBoard(): Board {
  const board = new Board(
    describeMachine({
      memory: [
        { name: 'dram', base: OS, pages: 0x5000 },
        { name: 'secure', base: SECURE, pages: 16, secure: true },
      ],
      partitions: [
        { name: 'os', id: 0, memory: [{ base: OS, pages: 0x5000 }] },
        { name: 'loan', id: LOAN, uuids: [LOAN_UUID], memory: [{ base: SECURE, pages: 16 }] },
      ],
    }),
  );
  board.boot({ programs: { loan: loanProgram({ tx: SECURE, rx: SECURE + 0x1000, pages: 1 }) } });
  return board;
}

function asOs<Result>(program: (ffa: Ffa) => Program<Result>): Result {
  return loanBoard().perform('os', function* (ffa) {
    yield* ffa.start({ tx: OS, rx: OS + 0x1000, pages: 1 });
    yield* ffa.write(OS + 0x9000, Uint8Array.of(1, 2));
    yield* ffa.write(OS + 0x4ffe, Uint8Array.of(3, 4));
    return yield* program(ffa);
  });
}

const halves = (value: bigint) => [value & 0xffff_ffffn, value >> 32n];

describe('the partition loan', () => {
  test.each([
    ['shared by a call of 32 bits', SHARE_32, 'share'],
    ['shared by one of 64 bits', SHARE_64, 'share'],
    ['lent', LEND_64, 'lend'],
  ] as const)('counts, sums, flips and gives up what is %s', (_, function_, send) => {
    asOs(function* (ffa) {
      const receivers = [{ endpoint: LOAN, permissions: READ_WRITE }];
      const handle = yield* ffa[send]({ receivers, constituents: PAGES, tag: 0x7_0000_0009n });

      const answer = yield* ffa.directRequest(LOAN, [function_, ...halves(handle), 9, 7]);

      expect(answer).toEqual([0, 2, 1 + 2 + 3 + 4, 1, 0]);
      yield* ffa.reclaim(handle);
      expect(yield* ffa.read(OS + 0x9000, 3)).toEqual(Uint8Array.of(0xfe, 0xfd, 0xff));
      expect(yield* ffa.read(OS + 0x4ffd, 3)).toEqual(Uint8Array.of(0xff, 0xfc, 0xfb));
    });
  });

  test('only looks at what it may only read', () => {
    asOs(function* (ffa) {
      const receivers = [{ endpoint: LOAN, permissions: READ_ONLY }];
      const handle = yield* ffa.share({ receivers, constituents: PAGES });
      expect(yield* ffa.directRequest(LOAN, [SHARE_32, ...halves(handle)])).toEqual([0, 2, 10, 0, 0]);
      yield* ffa.reclaim(handle);
      expect(yield* ffa.read(OS + 0x9000, 3)).toEqual(Uint8Array.of(1, 2, 0));
    });
  });

  test.each([
    ['a function that sends nothing', [0x8400_0063, 1], INVALID_PARAMETERS],
    ['a function that gives memory away', [DONATE_32, 1], INVALID_PARAMETERS],
    ['a handle that is none', [SHARE_32, 99], INVALID_PARAMETERS],
  ])('refuses %s, and goes on', (_, words, status) => {
    asOs(function* (ffa) {
      expect((yield* ffa.directRequest(LOAN, words))[0]).toBe(status);
      expect((yield* ffa.directRequest(LOAN, [0]))[0]).toBe(INVALID_PARAMETERS);
    });
  });

  test('gives back the processor when nobody asks it anything', () => {
    asOs(function* (ffa) {
      expect(functionName(w(yield* ffa.run(LOAN), 0))).toBe('FFA_MSG_WAIT');
      expect((yield* ffa.directRequest(LOAN, [0]))[0]).toBe(INVALID_PARAMETERS);
    });
  });

  test('gives up what is more than it looks at', () => {
    asOs(function* (ffa) {
      const receivers = [{ endpoint: LOAN, permissions: READ_WRITE }];
      const constituents = [{ address: OS + 0x10_0000, pages: 0x4001 }];
      const handle = yield* ffa.share({ receivers, constituents });
      expect(yield* ffa.directRequest(LOAN, [SHARE_32, ...halves(handle)])).toEqual([NO_MEMORY, 0, 0, 0, 0]);
      yield* ffa.reclaim(handle);
    });
  });

  test('tells what the manager refused: another tag, another way of sending', () => {
    asOs(function* (ffa) {
      const receivers = [{ endpoint: LOAN, permissions: READ_WRITE }];
      const handle = yield* ffa.share({ receivers, constituents: PAGES });
      expect((yield* ffa.directRequest(LOAN, [SHARE_32, ...halves(handle), 1]))[0]).toBe(INVALID_PARAMETERS);
      expect((yield* ffa.directRequest(LOAN, [LEND_64, ...halves(handle)]))[0]).toBe(INVALID_PARAMETERS);
      yield* ffa.reclaim(handle);
    });
  });
});
