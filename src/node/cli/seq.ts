import { InvalidArgumentError } from 'commander';

/** The value of `--seq`. */
export function parseSeq(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is the number of a call, as in "seq".');
  return Number(text);
}
