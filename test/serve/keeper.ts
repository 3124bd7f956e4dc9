import type { ProgramOf } from '../../src/core/board/activity.ts';
import { FfaError } from '../../src/core/client/errors.ts';
import type { Ffa } from '../../src/core/client/ffa.ts';
import type { Message } from '../../src/core/client/messages.ts';
import type { Program } from '../../src/core/client/port.ts';

/** What a keeper is asked for, in the first value of a request; the handle follows in two words. Anything else is answered with what it says. */
export const KEEPER = {
  /** Retrieves memory, with the permissions and flags that follow, and keeps it. */
  TAKE: 0x1001,
  /** Gives it back. */
  GIVE: 0x1002,
  /** Ends in the middle of a request. */
  STOP: 0x1003,
  /** Does what it may not, and dies of it. */
  CRASH: 0x1004,
} as const;

/** A partition that keeps what it is sent until it is asked to give it back. Answers begin with a status, 0 for success. */
export function keeper(memory: number): ProgramOf {
  return function* (ffa) {
    yield* ffa.start({ tx: memory, rx: memory + 0x1000, pages: 1 });
    for (let message = yield* ffa.wait(); message.data[0] !== BigInt(KEEPER.STOP); )
      message = yield* ffa.respond(message, yield* answerTo(ffa, message));
  };
}

function* answerTo(ffa: Ffa, { data, sender }: Message): Program<readonly (number | bigint)[]> {
  const [verb, low = 0n, high = 0n, permissions = 0n, flags = 0n] = data;
  const handle = (high << 32n) | low;
  if (verb === BigInt(KEEPER.CRASH)) yield* ffa.read(0, 1);
  try {
    if (verb === BigInt(KEEPER.GIVE)) yield* ffa.relinquish(handle);
    else if (verb === BigInt(KEEPER.TAKE))
      yield* ffa.retrieve({
        ...{ handle, sender, flags: Number(flags) },
        receivers: [{ endpoint: ffa.driver.id, permissions: Number(permissions) }],
      });
    else return data;
    return [0];
  } catch (error) {
    if (error instanceof FfaError) return [error.status];
    throw error;
  }
}
