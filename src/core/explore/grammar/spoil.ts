import type { Random } from '../random.ts';

/** Values that fields do not expect. */
const ODD: readonly number[] = [
  0, 1, 2, 3, 4, 7, 8, 16, 31, 32, 33, 48, 64, 0xff, 0x100, 0xfff, 0x1000, 0x8000, 0x8001, 0xffff, 0x1_0000,
  0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff,
];

/** Changes something about words that were right: one word, one bit, or a few bytes. */
export function spoil(words: readonly number[], random: Random): readonly number[] {
  if (words.length === 0) return words;
  const spoilt = [...words];
  const at = random.below(words.length);
  switch (random.below(4)) {
    case 0:
      spoilt[at] = random.pick(ODD);
      break;
    case 1:
      spoilt[at] = (words[at] ^ (1 << random.below(32))) >>> 0;
      break;
    case 2:
      spoilt[at] = (words[at] + random.pick(NEAR)) >>> 0;
      break;
    default:
      spoilt[at] = random.next();
  }
  return spoilt;
}

const NEAR: readonly number[] = [1, -1, 16, -16, 0x1000, -0x1000];
