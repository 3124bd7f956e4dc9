import type { Source } from './reading.ts';
import { noisyTextOf, textOf } from './text.ts';

/** A file or a paste, as the readers of formats take it. */
export function sourceOf(input: Uint8Array | string): Source {
  const pasted = typeof input === 'string';
  const bytes = pasted ? new Uint8Array(0) : input;
  const text = pasted ? input : textOf(input);
  return {
    bytes,
    text,
    lines: (text ?? noisyTextOf(bytes))?.split(/\r\n|\r|\n/) ?? [],
  };
}
