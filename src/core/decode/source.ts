import type { Source } from './reading.ts';
import { textOf } from './text.ts';

/** A file or a paste, as the readers of formats take it. */
export function sourceOf(input: Uint8Array | string): Source {
  const pasted = typeof input === 'string';
  const text = pasted ? input : textOf(input);
  return {
    bytes: pasted ? new Uint8Array(0) : input,
    text,
    lines: text?.split(/\r\n|\r|\n/) ?? [],
  };
}
