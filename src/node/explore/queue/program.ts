import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { THREAD } from '../thread-file.ts';

const IMPORT = /\b(?:from|import) "(\.[^"]+)"/g;

/**
 * A fingerprint of the program that takes walks: 16 hex digits of all files that a thread is built of. Two programs that share it take the same walks;
 * the version of the package says less between two releases.
 */
export function programFingerprint(): string {
  const texts = new Map<string, string>();
  const visit = (file: URL): void => {
    if (texts.has(file.href)) return;
    const text = readFileSync(file, 'utf8');
    texts.set(file.href, text);
    for (const [, target = ''] of text.matchAll(IMPORT)) visit(new URL(target, file));
  };
  visit(THREAD);
  // The same order wherever the program lies, for all of it lies in one folder.
  const hash = createHash('sha256');
  for (const [, text] of [...texts].sort(([left], [right]) => (left < right ? -1 : 1))) hash.update(text);
  return hash.digest('hex').slice(0, 16);
}
