import { rawBytes } from '../../core/decode/raw-bytes.ts';
import { type Input, readAs } from '../../core/decode/read-as.ts';
import type { Piece } from '../../core/decode/reading.ts';
import { sourceOf } from '../../core/decode/source.ts';
import { CommandError } from './exit.ts';
import { readSource } from './read-source.ts';
import { type Selection, selectPieces } from './select-pieces.ts';

/** An input, and the pieces of it that a command line asks for. */
export interface Pieces {
  readonly input: Input;
  readonly pieces: readonly Piece[];
}

/** Reads a file in any format that is known. Throws a CommandError that says where it stops making sense. */
export async function readPieces(file: string, selection: Selection): Promise<Pieces> {
  const source = sourceOf(await readSource(file));
  // Bytes without text do without the readers of text, which take longer to load than to read.
  const raw = source.lines.length === 0 ? readAs(rawBytes, source) : undefined;
  const input = raw ?? (await import('../../core/decode/read-input.ts')).readAny(source);
  if (input.ok) return { input, pieces: selectPieces(input, selection) };
  const { line, column, found, expected, format, reason } = input;
  const name = file === '-' ? 'standard input' : file;
  const { otherInput } = await import('../../core/decode/other-input.ts');
  const hint =
    format === '' ? ['Check where the bytes come from.'] : [`Read as ${format}, because ${reason}.`];
  hint.push(...otherInput(input, source));
  throw new CommandError(
    `${name}:${line}:${column}: found ${found}, expected ${expected}`,
    hint.join('\n  '),
  );
}
