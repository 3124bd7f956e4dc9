import { InvalidArgumentError } from 'commander';
import type { Shard } from '../../core/explore/campaign/campaign.ts';

/** A whole number of an option, between two bounds. */
export function parseWhole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most))
      throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
    return value;
  };
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** The value of `--for`, in seconds: "90s", "30m", "1h". */
export function parseTime(text: string): number {
  const [, count = '', unit = ''] = /^([1-9]\d{0,4})([smh])$/.exec(text) ?? [];
  const seconds = Number(count) * (SECONDS[unit] ?? 0);
  if (seconds === 0) throw new InvalidArgumentError('It is a time: 90s, 30m or 1h.');
  return seconds;
}

/** The value of `--shard`: "2/5" is the second of five. */
export function parseShard(text: string): Shard {
  const [, part = '0', of = '0'] = /^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? [];
  if (Number(part) < 1 || Number(part) > Number(of))
    throw new InvalidArgumentError('It is a part and how many there are: 1/4, 2/4, 3/4 or 4/4.');
  return { index: Number(part) - 1, of: Number(of) };
}
