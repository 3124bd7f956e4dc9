/** What apt has against what it was asked for, as one sentence for people. */

interface Failure {
  readonly pattern: RegExp;
  readonly sentence: string;
}

/** In the order of how much they explain: a mirror that cannot be reached has no suites, either. */
const FAILURES: readonly Failure[] = [
  { pattern: /No space left on device|enough free space/, sentence: 'there is no room left for it' },
  {
    pattern: /NO_PUBKEY|EXPKEYSIG|is not signed|signatures? (couldn't|could not) be verified|Missing key/,
    sentence: 'its signature is by no key of this machine; a newer debian-archive-keyring may have it',
  },
  {
    pattern:
      /Temporary failure resolving|Could not resolve|Could not connect|[Cc]onnection (failed|timed out|refused)|Network is unreachable|No route to host/,
    sentence: 'no mirror can be reached; is this machine online?',
  },
  { pattern: /does not have a Release file|404 +Not Found|File not found/, sentence: 'no mirror has it' },
];

/** Says why apt failed, from what it wrote in English. */
export function aptFailure(err: string): string {
  const known = FAILURES.find(({ pattern }) => pattern.test(err));
  if (known !== undefined) return known.sentence;
  const [complaint] = err.split('\n').filter((line) => /^[EW]: /.test(line));
  return complaint === undefined ? 'apt says nothing' : `apt says: ${withoutPasswords(complaint.slice(3))}`;
}

/** Mirrors may have passwords in their addresses. */
function withoutPasswords(text: string): string {
  return text.replace(/(\/\/)[^/@\s]+@/g, '$1');
}
