import type { Ffa } from '../client/ffa.ts';
import type { Data, Message } from '../client/messages.ts';
import type { Program } from '../client/port.ts';

/** Answers direct requests, one after the other. Processor time that comes without a request is given back. */
export function* serve(ffa: Ffa, answerTo: (message: Message) => Program<Data>): Program {
  let message = yield* ffa.wait();
  for (;;)
    message =
      message.kind === 'run' ? yield* ffa.wait() : yield* ffa.respond(message, yield* answerTo(message));
}
