import { type Frame, setX, x } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { type Arguments, request } from '../client/driver.ts';
import { write } from '../client/port.ts';
import { handleArguments } from '../client/send.ts';
import type { CallAct } from './act.ts';
import { doneUnless, type Result } from './result.ts';
import type { Step } from './scenario.ts';
import { done, encoded, type Stage } from './stage.ts';

/** A call as registers, with bytes in TX before it where there are any. */
export function call(stage: Stage, step: Step, act: CallAct): Result {
  const { tx, rewritten, starved } = act;
  if (tx !== undefined) {
    const filled = stage.perform(
      step,
      done((ffa) => write(ffa.driver.mapped().tx, tx)),
    );
    if (filled.kind !== 'done') return filled;
  }
  const frame = encoded(() => frameOf(stage, act));
  const trouble = {
    ...(rewritten === undefined ? {} : { rewritten }),
    ...(starved === undefined ? {} : { starved }),
  };
  return stage.issue(step, frame, (answer) => doneUnless(differs(answer, act.answer)), trouble);
}

function frameOf(stage: Stage, { function: function_, wide, handle, args }: CallAct): Frame {
  const id = typeof function_ === 'number' ? function_ : functionId(function_, wide === true ? 64 : 32);
  return request(id, {
    ...(handle === undefined ? {} : handleArguments(stage.handleOf(handle))),
    ...args,
  });
}

function differs(answer: Frame, expected: Arguments = {}): string | undefined {
  const wanted = answer.slice();
  for (const [register, value] of Object.entries(expected)) setX(wanted, Number(register), BigInt(value));
  const different = Object.keys(expected)
    .map(Number)
    .filter((register) => x(wanted, register) !== x(answer, register))
    .map((register) => `x${register} is 0x${x(answer, register).toString(16)}`);
  return different.length === 0 ? undefined : different.join(', ');
}
