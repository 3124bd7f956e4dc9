import type { Owner } from './fact.ts';

/** What the start of a line tells about the program that wrote it. */
const OWNERS: readonly { readonly owner: Owner; readonly pattern: RegExp }[] = [
  { owner: 'OP-TEE', pattern: /\b[AEIDF]\/(?:TC|TA|LD|SP)\b/ },
  { owner: 'TF-A', pattern: /\bSPM\(\d{1,4}\): / },
  { owner: 'Xen', pattern: /\(XEN\) / },
  { owner: 'Linux', pattern: /\[ {0,8}\d{1,8}\.\d{6}\]/ },
];

/** Whose log a line is from; '' where it does not tell. */
export function ownerOf(text: string): Owner {
  return OWNERS.find(({ pattern }) => pattern.test(text))?.owner ?? '';
}
