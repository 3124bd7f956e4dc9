import { FORMATS } from './formats.ts';
import { type Mistake, mistake, type Piece, type Source } from './reading.ts';
import { textOf } from './text.ts';

/** An input that was read. */
export interface Input {
  readonly ok: true;
  /** Name of its format. */
  readonly format: string;
  /** Why it was taken for that, as a clause. */
  readonly reason: string;
  readonly pieces: readonly Piece[];
  readonly notes: readonly string[];
}

/** An input that cannot be read, and the format it was taken for; '' for an empty one. */
export type UnreadableInput = Mistake & { readonly format: string; readonly reason: string };

/** Reads bytes out of whatever people have them in. Never throws, whatever the input. */
export function readInput(input: Uint8Array | string): Input | UnreadableInput {
  const source = sourceOf(input);
  for (const format of input.length === 0 ? [] : FORMATS) {
    const reason = format.detects(source);
    if (reason !== undefined) return { ...format.read(source), format: format.name, reason };
  }
  return { ...mistake(1, 1, 'nothing', 'bytes or a dump of them'), format: '', reason: 'the input is empty' };
}

function sourceOf(input: Uint8Array | string): Source {
  const pasted = typeof input === 'string';
  const text = pasted ? input : textOf(input);
  return {
    bytes: pasted ? new Uint8Array(0) : input,
    text,
    lines: text?.split(/\r\n|\r|\n/) ?? [],
  };
}
