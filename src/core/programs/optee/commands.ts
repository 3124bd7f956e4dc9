import { readField } from '../../abi/fields.ts';
import { sameUuid, type UuidWords } from '../../abi/uuid.ts';
import { highWord, lowWord } from '../../abi/words.ts';
import { COMMAND } from './abi.ts';
import type { Client } from './client.ts';
import { readParameters, release, withParameters } from './command-parameters.ts';
import { VALUE_PARAMETER } from './layouts.ts';
import type { Message } from './message.ts';
import { NormalWorld } from './normal-world.ts';
import { ATTRIBUTES, META, readValues } from './parameters.ts';
import { assignProtection, describeProtection } from './protected-memory.ts';
import { ORIGIN, TEE_RESULT, TeeError } from './results.ts';
import type { Task } from './task.ts';
import { type AppCommand, Invocation, type TrustedApp } from './trusted-app.ts';

/** A message that a thread works at, who sent it, and what it can be about. */
export interface Call {
  readonly client: Client;
  readonly message: Message;
  readonly apps: readonly TrustedApp[];
}

/** The first parameters of a message that opens a session: the application, and who asks for it. */
const SESSION_PARAMETERS = 2;
const META_VALUE: bigint = ATTRIBUTES['value in'] | META;

/** Does what is asked, and returns who did it. Throws a TeeError when it comes to nothing. */
type Command = (call: Call) => number | Task<number>;

const COMMANDS: ReadonlyMap<number, Command> = new Map<number, Command>([
  [COMMAND.OPEN_SESSION, openSession],
  [COMMAND.INVOKE, invoke],
  [COMMAND.CLOSE_SESSION, closeSession],
  [COMMAND.CANCEL, cancel],
  [COMMAND.DO_BOTTOM_HALF, doBottomHalf],
  [COMMAND.STOP_ASYNC_NOTIF, stopAsyncNotif],
  [COMMAND.GET_PROTMEM_CONFIG, tellProtection],
  [COMMAND.ASSIGN_PROTMEM, protect],
]);

/** Does what a message says, and writes the answer to it. Returns w3 of the answer to the call. */
export function* execute(call: Call): Task<number> {
  const { message } = call;
  try {
    const command = COMMANDS.get(message.get('command'));
    if (command === undefined) return TEE_RESULT.NOT_IMPLEMENTED;
    const { result, origin } = yield* outcomeOf(command, call);
    message.set('result', result);
    message.set('origin', origin);
    yield* message.write();
    return TEE_RESULT.SUCCESS;
  } finally {
    message.buffer.release();
  }
}

function* outcomeOf(
  command: Command,
  call: Call,
): Task<{ readonly result: number; readonly origin: number }> {
  try {
    const done = command(call);
    return { origin: typeof done === 'number' ? done : yield* done, result: TEE_RESULT.SUCCESS };
  } catch (error) {
    if (error instanceof TeeError) return error;
    throw error;
  }
}

function* openSession({ client, message, apps }: Call): Task<number> {
  const uuid = sessionUuid(message);
  release(yield* readParameters(client, message, SESSION_PARAMETERS));
  const app = apps.find((each) => sameUuid(each.uuid, uuid));
  if (app === undefined) throw new TeeError('ITEM_NOT_FOUND');
  const session = client.freeSession;
  if (session === undefined) throw new TeeError('OUT_OF_MEMORY');
  client.sessions.set(session, app);
  message.set('session', session);
  return ORIGIN.TRUSTED_OS;
}

function* invoke({ client, message }: Call): Task<number> {
  const app = sessionOf(client, message);
  yield* withParameters(client, message, function* (parameters) {
    const call = new Invocation(parameters, {
      world: new NormalWorld(client.memory, client.alarms, message),
      session: message.get('session'),
      cancelId: message.get('cancelId'),
    });
    client.invocations.add(call);
    try {
      yield* run(app.commands.get(message.get('function')), call);
    } finally {
      client.invocations.delete(call);
    }
  });
  return ORIGIN.TRUSTED_APP;
}

/** Runs a command. What it refuses, the application refuses. */
function* run(command: AppCommand | undefined, call: Invocation): Task {
  try {
    if (command === undefined) throw new TeeError('NOT_SUPPORTED');
    call.demand(command.takes);
    const task = command.run(call);
    if (task !== undefined) yield* task;
  } catch (error) {
    throw error instanceof TeeError ? new TeeError(error.result, ORIGIN.TRUSTED_APP) : error;
  }
}

function closeSession({ client, message }: Call): number {
  if (message.get('count') !== 0) throw new TeeError('BAD_PARAMETERS');
  sessionOf(client, message);
  client.sessions.delete(message.get('session'));
  return ORIGIN.TRUSTED_OS;
}

function cancel({ client, message }: Call): number {
  sessionOf(client, message);
  for (const call of client.invocations)
    if (call.session === message.get('session') && call.cancelId === message.get('cancelId'))
      call.cancelled = true;
  return ORIGIN.TRUSTED_OS;
}

function* doBottomHalf({ client, message }: Call): Task<number> {
  const world = new NormalWorld(client.memory, client.alarms, message);
  for (let value = client.alarms.take(); value !== undefined; value = client.alarms.take())
    yield* world.wake(value);
  return ORIGIN.TRUSTED_OS;
}

function stopAsyncNotif({ client }: Call): number {
  client.alarms.disable();
  return ORIGIN.TRUSTED_OS;
}

function* tellProtection({ client, message }: Call): Task<number> {
  yield* withParameters(client, message, (parameters) => describeProtection(client.memory, parameters));
  return ORIGIN.TRUSTED_OS;
}

function* protect({ client, message }: Call): Task<number> {
  yield* withParameters(client, message, (parameters) => assignProtection(client.memory, parameters));
  return ORIGIN.TRUSTED_OS;
}

/** The application that a message is for. Throws a TeeError where it is for none that is open. */
function sessionOf(client: Client, message: Message): TrustedApp {
  const app = client.sessions.get(message.get('session'));
  if (app === undefined) throw new TeeError('BAD_PARAMETERS');
  return app;
}

/** The application that is asked for. The second parameter, which tells who asks, has only to be there. */
function sessionUuid(message: Message): UuidWords {
  const { attributes } = VALUE_PARAMETER.fields;
  for (let index = 0; index < SESSION_PARAMETERS; index++) {
    const there = index < message.get('count');
    if (!there || readField(message.bytes, message.parameterAt(index), attributes) !== META_VALUE)
      throw new TeeError('BAD_PARAMETERS');
  }
  const { a, b } = readValues(message.bytes, message.parameterAt(0));
  return [lowWord(a), highWord(a), lowWord(b), highWord(b)];
}
