import type { Program } from '../../client/port.ts';
import { APP_PARAMETERS } from './abi.ts';
import type { Client } from './client.ts';
import type { Message } from './message.ts';
import { type Parameter, readParameter, writeAnswer } from './parameters.ts';
import { TeeError } from './results.ts';
import type { Task } from './task.ts';

/** Does something with the parameters of a message. What they are afterwards goes into its answer, whatever comes of it. */
export function* withParameters(
  client: Client,
  message: Message,
  act: (parameters: readonly Parameter[]) => Task,
): Task {
  const parameters = yield* readParameters(client, message, 0);
  try {
    yield* act(parameters);
  } finally {
    for (const [index, each] of parameters.entries())
      writeAnswer(message.bytes, message.parameterAt(index), each);
    release(parameters);
  }
}

/** The parameters from one on. Throws a TeeError for too many, and for what one of them cannot be; then none is in use. */
export function* readParameters(
  client: Client,
  message: Message,
  first: number,
): Program<readonly Parameter[]> {
  const count = message.get('count');
  if (count - first > APP_PARAMETERS) throw new TeeError('BAD_PARAMETERS');
  const parameters: Parameter[] = [];
  try {
    for (let index = first; index < count; index++)
      parameters.push(yield* readParameter(message.bytes, message.parameterAt(index), client.memory));
  } catch (error) {
    release(parameters);
    throw error;
  }
  return parameters;
}

/** They are used no more. */
export function release(parameters: readonly Parameter[]): void {
  for (const each of parameters) if (each !== undefined && 'release' in each) each.release();
}
