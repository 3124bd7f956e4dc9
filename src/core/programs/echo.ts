import type { ProgramOf } from '../board/activity.ts';

/** A partition that answers direct requests with what they say. */
export const echoProgram: ProgramOf = function* (ffa) {
  let message = yield* ffa.wait();
  for (;;) message = message.kind === 'run' ? yield* ffa.wait() : yield* ffa.respond(message, message.data);
};
