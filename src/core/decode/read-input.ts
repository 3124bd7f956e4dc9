import { FORMATS } from './formats.ts';
import { type Input, readAs, type UnreadableInput } from './read-as.ts';
import { mistake, type Source } from './reading.ts';
import { sourceOf } from './source.ts';

const EMPTY: UnreadableInput = {
  ...mistake(1, 1, 'nothing', 'bytes or a dump of them'),
  format: '',
  reason: 'the input is empty',
};

/** Reads bytes out of whatever people have them in. Never throws, whatever the input. */
export function readInput(input: Uint8Array | string): Input | UnreadableInput {
  return readAny(sourceOf(input));
}

/** Reads a source in the first format that it has. */
export function readAny(source: Source): Input | UnreadableInput {
  for (const format of source.text === '' ? [] : FORMATS) {
    const input = readAs(format, source);
    if (input !== undefined) return input;
  }
  return EMPTY;
}
