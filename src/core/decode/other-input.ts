import { NO_DIGITS } from './plain-hex.ts';
import type { Mistake, Source } from './reading.ts';

/** What people give that holds no bytes, and who takes it. */
const OTHERS: readonly { readonly pattern: RegExp; readonly said: string }[] = [
  {
    pattern: /^(?:partitions|steps|vms)[^\S\n]{0,8}:/m,
    said: 'It looks like a machine file: tantalum run plays it, and so does the page Run of the studio.',
  },
  {
    pattern: /\/dts-v1\/\s{0,8};/,
    said: 'It looks like a device-tree source: tantalum check judges manifests.',
  },
];
const LOG =
  'What counts in a log is the registers of a call, a dump, and a function beside its status, as in FFA_MEM_SHARE returned -2.';

/** What to do with a text in which nothing looks like a byte: a sentence, or none where bytes were meant and are written wrong. */
export function otherInput({ expected }: Mistake, { text }: Source): readonly string[] {
  if (expected !== NO_DIGITS || text === undefined) return [];
  return [OTHERS.find(({ pattern }) => pattern.test(text))?.said ?? LOG];
}
