import { Option } from 'commander';
import type { Known } from '../../core/decode/identify.ts';
import type { KindName } from '../../core/decode/kind.ts';
import { MESSAGES, messageNamed } from '../../core/gunyah/wire/messages.ts';
import { CommandError } from './exit.ts';

/** What a command line says of bytes. */
interface AskedOptions {
  readonly call?: KindName;
  readonly message?: string;
}

/** The option that says whose payload bytes are. */
export function messageOption(): Option {
  return new Option('--message <name>', 'message of Gunyah whose payload the bytes are').choices(
    MESSAGES.map(({ name }) => name),
  );
}

/** The kind of bytes and the message that are asked for. Throws a CommandError for two options that do not go together. */
export function askedKind({ call, message }: AskedOptions): Pick<Known, 'call' | 'message'> {
  const payload = call === 'rm-message' || call === 'rm-reply';
  if (message === undefined && payload)
    throw new CommandError(
      `which message ${call} is about is not in the bytes`,
      'Say it with --message, as in --message MEM_LEND.',
    );
  if (message === undefined) return { call };
  if (call !== undefined && !payload)
    throw new CommandError(
      `--message is for payloads, and ${call} is none`,
      'Leave --call out, or say --call rm-reply for an answer.',
    );
  return { call: call ?? 'rm-message', message: messageNamed(message)?.id };
}
