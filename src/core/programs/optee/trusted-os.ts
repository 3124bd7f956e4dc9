import { STATUS } from '../../abi/statuses.ts';
import { joinWords, lowWord } from '../../abi/words.ts';
import type { Ffa } from '../../client/ffa.ts';
import type { Message as DirectMessage } from '../../client/messages.ts';
import type { Program } from '../../client/port.ts';
import { API_VERSION, CAPABILITY, FIRST_YIELDING_SERVICE, RPC_PARAMETERS, SERVICE } from './abi.ts';
import { Client } from './client.ts';
import { execute } from './commands.ts';
import type { TeeLimits } from './limits.ts';
import { readMessage } from './message.ts';
import { TEE_RESULT, TeeError } from './results.ts';
import type { TrustedApp } from './trusted-app.ts';

/** What a trusted OS offers, and what it bears. */
export interface TrustedOsOptions {
  readonly apps: readonly TrustedApp[];
  readonly limits: TeeLimits;
  /** What it calls itself; drivers print it. */
  readonly version: { readonly major: number; readonly minor: number };
}

/** w3 to w7 of an answer; what is left out is zero. */
type Answer = readonly number[];
type Service = (os: TrustedOs, client: Client, words: readonly number[]) => Answer | Program<Answer>;

/** What is asked with w3; w4 to w7 are its words. */
const SERVICES: ReadonlyMap<number, Service> = new Map<number, Service>([
  [SERVICE.GET_API_VERSION, () => [API_VERSION.major, API_VERSION.minor]],
  [SERVICE.GET_OS_VERSION, ({ options: { version } }) => [version.major, version.minor]],
  [
    SERVICE.EXCHANGE_CAPABILITIES,
    ({ options: { limits } }) => [
      TEE_RESULT.SUCCESS,
      RPC_PARAMETERS,
      CAPABILITY.ARG_OFFSET | CAPABILITY.ASYNC_NOTIF | CAPABILITY.PROTMEM,
      limits.threads - 1,
    ],
  ],
  [SERVICE.UNREGISTER_SHM, unregister],
  [SERVICE.ENABLE_ASYNC_NOTIF, enableNotifications],
  [SERVICE.RELEASE_PROTMEM, unregister],
  [SERVICE.YIELDING_CALL_WITH_ARG, start],
  [SERVICE.YIELDING_CALL_RESUME, resume],
]);

/** A trusted OS: answers direct requests, and keeps what its clients have with it in between. */
export class TrustedOs {
  readonly options: TrustedOsOptions;
  private readonly ffa: Ffa;
  private readonly clients: Map<number, Client> = new Map();

  constructor(ffa: Ffa, options: TrustedOsOptions) {
    this.ffa = ffa;
    this.options = options;
  }

  /** Does what a direct request asks for. Returns w3 to w7 of the response. */
  *serve({ sender, data }: DirectMessage): Program<Answer> {
    const [number = 0, ...words] = data.map(lowWord);
    const service = SERVICES.get(number);
    if (service === undefined)
      return [number < FIRST_YIELDING_SERVICE ? TEE_RESULT.BAD_PARAMETERS : STATUS.DENIED];
    const answer = service(this, this.clientOf(sender), words);
    return 'next' in answer ? yield* answer : answer;
  }

  /** There are no more clients than endpoints: the manager vouches for senders. */
  private clientOf(id: number): Client {
    const client = this.clients.get(id) ?? new Client(this.ffa, id, this.options.limits);
    this.clients.set(id, client);
    return client;
  }
}

function* unregister(
  _: TrustedOs,
  { memory }: Client,
  [low = 0, high = 0]: readonly number[],
): Program<Answer> {
  return [yield* memory.unregister(joinWords(low, high))];
}

function enableNotifications(
  _: TrustedOs,
  { alarms }: Client,
  [notification = 0]: readonly number[],
): Answer {
  try {
    alarms.enable(notification);
    return [TEE_RESULT.SUCCESS];
  } catch (error) {
    return refusal(error);
  }
}

function* start(
  { options: { apps } }: TrustedOs,
  client: Client,
  [low = 0, high = 0, offset = 0]: readonly number[],
): Program<Answer> {
  try {
    const message = yield* readMessage(client.memory, joinWords(low, high), offset);
    return yield* client.threads.start(execute({ client, message, apps }));
  } catch (error) {
    return refusal(error);
  }
}

function resume(_: TrustedOs, { threads }: Client, [, , , thread = 0]: readonly number[]): Program<Answer> {
  return threads.resume(thread);
}

/** The answer to a call that does not come so far that there is a message to be answered. */
function refusal(error: unknown): Answer {
  if (error instanceof TeeError) return [error.result];
  throw error;
}
