import { terminalOf } from './terminal.ts';
import { labelled } from './wrap.ts';

/** What stands in front of a text: blanks, and in a list the entry's name and its gap. */
const HEAD = /^ *(?:\S+ {2,})?/;
/** Command lines and comments in a file are copied as they stand. */
const VERBATIM = /^ +[$#] /;

/** The text below the options of a command, as broad as the terminal. Lines without a blank before them are one paragraph. */
export function footer(text: string): () => string {
  return () => footerLines(text, terminalOf(process.stdout, process.env).width).join('\n');
}

/** The same for so many columns. */
export function footerLines(text: string, width: number): string[] {
  return text
    .replace(/(?<=^\S.*)\n(?=\S)/gm, ' ')
    .split('\n')
    .flatMap((line) => {
      const [head = ''] = HEAD.exec(line) ?? [];
      if (VERBATIM.test(line)) return [line];
      return labelled(head, line.slice(head.length), head.length, width);
    });
}
