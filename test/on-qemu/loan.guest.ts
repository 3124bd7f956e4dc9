import { describe, expect, test } from 'vitest';
import { DATA_RO, DATA_RW } from '../../src/core/abi/bits.ts';
import { functionId } from '../../src/core/abi/functions.ts';
import type { ProgramOf } from '../../src/core/board/activity.ts';
import { Ffa } from '../../src/core/client/ffa.ts';
import { loanProgram } from '../../src/core/programs/loan.ts';
import { agentBoard, HAS_QEMU, OS_BUFFERS, OS_MEMORY, PLACES, VAULT, VAULT_MEMORY } from './agent-board.ts';

const BUFFERS = { tx: VAULT_MEMORY, rx: VAULT_MEMORY + 0x1000, pages: 1 };

/** What the OS has in its memory, which is one page and then another, after it has sent them and had them looked at. */
function sends(send: 'share' | 'lend', permissions: number): ProgramOf<unknown> {
  return function* (ffa) {
    yield* ffa.start(OS_BUFFERS);
    yield* ffa.write(OS_MEMORY, Uint8Array.of(1, 2, 3));
    yield* ffa.write(OS_MEMORY + 0x3ffd, Uint8Array.of(4, 5, 6));
    const handle = yield* ffa[send]({
      receivers: [{ endpoint: VAULT, permissions }],
      constituents: [
        { address: OS_MEMORY + 0x3000, pages: 1 },
        { address: OS_MEMORY, pages: 1 },
      ],
    });
    const function_ = functionId(send === 'share' ? 'FFA_MEM_SHARE' : 'FFA_MEM_LEND', 64);
    const words = [function_, handle & 0xffff_ffffn, handle >> 32n];
    const answer = yield* ffa.directRequest(VAULT, words);
    yield* ffa.reclaim(handle);
    const found = [yield* ffa.read(OS_MEMORY, 3), yield* ffa.read(OS_MEMORY + 0x3ffd, 3)];
    return { answer, found: found.map((bytes) => [...bytes]) };
  };
}

describe.runIf(HAS_QEMU).each(PLACES)('a guest $place', ({ mediated }) => {
  test.each([
    [
      'shares',
      sends('share', DATA_RW),
      1,
      [
        [0xfe, 0xfd, 0xfc],
        [0xfb, 0xfa, 0xf9],
      ],
    ],
    [
      'lends',
      sends('lend', DATA_RW),
      1,
      [
        [0xfe, 0xfd, 0xfc],
        [0xfb, 0xfa, 0xf9],
      ],
    ],
    [
      'shares to be read',
      sends('share', DATA_RO),
      0,
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
  ])('finds what it %s as the partition loan left it', async (_, program, flipped, found) => {
    const { board, agent } = agentBoard({ mediated });
    board.machine.start('vault', loanProgram(BUFFERS));

    expect(await agent.perform(program(new Ffa()))).toEqual({ answer: [0, 2, 21, flipped, 0], found });
  });
});
