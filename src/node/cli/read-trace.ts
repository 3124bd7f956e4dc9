import type { Mistake } from '../../core/decode/reading.ts';
import { type TraceLine, TraceLines } from '../../core/trace/trace-lines.ts';
import { CommandError } from './exit.ts';
import { readLines } from './read-lines.ts';

/** A line of a trace, and what it is. */
export interface ReadLine {
  readonly text: string;
  readonly read: Exclude<TraceLine, Mistake>;
}

/**
 * Reads a trace line by line, lot by lot, from a file or from the standard input for `-`. A line that ends in the middle is told on the standard
 * error. Throws a CommandError for one that cannot be read, and for a file that is no trace.
 */
export async function* readTrace(file: string): AsyncGenerator<readonly ReadLine[]> {
  const name = file === '-' ? 'standard input' : file;
  const reader = new TraceLines();
  let line = 0;
  for await (const lines of readLines(file))
    yield lines.map((text) => {
      line++;
      const read = reader.read(text);
      if ('ok' in read) throw unreadable(name, read);
      if (read.kind === 'cut')
        process.stderr.write(`${name}:${line}: the line ends in the middle and is left out\n`);
      return { text, read };
    });
  const missing = reader.end();
  if (missing !== undefined) throw unreadable(name, missing);
}

function unreadable(name: string, { line, column, found, expected }: Mistake): CommandError {
  return new CommandError(
    `${name}:${line}:${column}: found ${found}, expected ${expected}`,
    'docs/traces.md describes recordings.',
  );
}
