import type { ProgramOf } from '../board/activity.ts';
import type { Message } from '../client/messages.ts';

/** A partition that answers direct requests with what they say. */
export const echoProgram: ProgramOf = function* (ffa) {
  let message: Message = yield* ffa.wait();
  for (;;) message = yield* ffa.respond(message, message.data);
};
