import { createReadStream, readFileSync, statSync } from 'node:fs';
import { CommandError } from './exit.ts';

const MOST_MEGABYTES = 64;
const MOST_BYTES = MOST_MEGABYTES * 1024 * 1024;

/** Reads a file, or the standard input for `-`. Throws a CommandError that says what is wrong with it. */
export async function readSource(name: string): Promise<Uint8Array> {
  if (name === '-') return collect(process.stdin, 'the standard input');
  try {
    const file = statSync(name);
    // Pipes and devices need a stream. A file is read before one is set up.
    if (!file.isFile()) return await collect(createReadStream(name), name);
    if (file.size > MOST_BYTES) throw tooLarge(name);
    return readFileSync(name);
  } catch (error) {
    throw error instanceof CommandError ? error : unreadable(name, error as NodeJS.ErrnoException);
  }
}

async function collect(stream: AsyncIterable<Uint8Array>, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MOST_BYTES) throw tooLarge(name);
  }
  return Buffer.concat(chunks);
}

function tooLarge(name: string): CommandError {
  return new CommandError(
    `${name} has more than ${MOST_MEGABYTES} MiB`,
    'Cut out the part to be decoded: no descriptor is that long.',
  );
}

/** What to say of a file that the system does not let us read. */
export function unreadable(name: string, { code, message }: NodeJS.ErrnoException): CommandError {
  switch (code) {
    case 'ENOENT':
      return new CommandError(`there is no file ${name}`, 'Give a path, or - to read from a pipe.');
    case 'EISDIR':
      return new CommandError(`${name} is a directory`, 'Give one of its files.');
    case 'EACCES':
      return new CommandError(`${name} may not be read`, 'Check its permissions.');
    default:
      return new CommandError(
        `${name}: ${message}`,
        'Give a file that can be read, or - to read from a pipe.',
      );
  }
}
