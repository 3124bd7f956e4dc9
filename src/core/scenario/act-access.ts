import { bytesText } from '../abi/hex.ts';
import { read as loadFrom, write as storeTo } from '../client/port.ts';
import { pageOf } from '../memory/pages.ts';
import type { ReadAct, WithdrawAct, WriteAct } from './act.ts';
import { DONE, doneUnless, type Result } from './result.ts';
import type { Step } from './scenario.ts';
import type { Stage } from './stage.ts';

export function read(stage: Stage, step: Step, { at, bytes, length }: ReadAct): Result {
  return stage.access(step, function* () {
    const found = bytesText(yield* loadFrom(at, bytes?.length ?? length ?? 1));
    const same = bytes === undefined || found === bytesText(bytes);
    return doneUnless(same ? undefined : `it reads ${found}`);
  });
}

export function write(stage: Stage, step: Step, { at, bytes }: WriteAct): Result {
  return stage.access(step, function* () {
    yield* storeTo(at, bytes);
    return DONE;
  });
}

/** What another world may do to a machine at any time. */
export function withdraw(stage: Stage, _: Step, { page, undo }: WithdrawAct): Result {
  stage.board.memory.withdraw(pageOf(page), undo !== true);
  return DONE;
}
