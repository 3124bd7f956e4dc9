import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';
import { CommandError } from './exit.ts';
import { unreadable } from './read-source.ts';

const MEGABYTE = 1024 * 1024;
const MOST_MEGABYTES = 32;

/**
 * Reads a file, or the standard input for `-`, without keeping it: gives the lines of each part that was read. Throws a CommandError
 * that says what is wrong with it.
 */
export async function* readLines(name: string): AsyncGenerator<readonly string[]> {
  const stream = name === '-' ? process.stdin : createReadStream(name);
  let decoder: TextDecoder | undefined;
  let rest = '';
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      decoder ??= decoderOf(chunk);
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > MOST_MEGABYTES * MEGABYTE)
        throw new CommandError(
          `${name === '-' ? 'the standard input' : name} has a line of more than ${MOST_MEGABYTES} MiB`,
          'A recording has one call a line.',
        );
      yield lines.map(withoutReturn);
    }
  } catch (error) {
    throw error instanceof CommandError ? error : unreadable(name, error as NodeJS.ErrnoException);
  }
  if (rest !== '') yield [withoutReturn(rest)];
}

/** Some shells redirect text into files as UTF-16. */
function decoderOf(start: Uint8Array): TextDecoder {
  return new TextDecoder(start[0] === 0xff && start[1] === 0xfe ? 'utf-16le' : 'utf-8');
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
