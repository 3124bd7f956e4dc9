import { basename } from 'node:path';

/** A command with its arguments as a shell takes them: what it would read otherwise stands in quotes. */
export function commandLine(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

/** A file as reports name it: folders are nobody's business. */
export function fileWord(file: string): string {
  // Whatever it begins with, it is no option.
  const name = basename(file);
  return name.startsWith('-') && name !== '-' ? `./${name}` : name;
}

function quoted(word: string): string {
  return /^[\w./:=,@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
