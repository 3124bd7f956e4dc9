import { expect, test } from 'vitest';
import { w } from '../../src/core/abi/frame.ts';
import { Board } from '../../src/core/board/board.ts';
import { echoProgram } from '../../src/core/programs/echo.ts';
import { MACHINE, VAULT } from '../board/machine.ts';

const FFA_MSG_WAIT = 0x8400_006b;

test('the partition echo says what it is told, and gives back the processor when it is told nothing', () => {
  const board = new Board(MACHINE);
  board.start('vault', echoProgram);

  const answers = board.perform('os', function* (ffa) {
    const given = yield* ffa.run(VAULT);
    return [w(given, 0), yield* ffa.directRequest(VAULT, [1, 2, 3, 4, 5])];
  });

  expect(answers).toEqual([FFA_MSG_WAIT, [1, 2, 3, 4, 5]]);
});
