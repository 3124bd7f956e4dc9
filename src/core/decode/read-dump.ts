import { assembleDump } from './assemble-dump.ts';
import type { ByteOrder } from './byte-order.ts';
import type { DumpLine } from './dump-row.ts';
import type { Mistake, Reading } from './reading.ts';

/** Reads a line of a dump that is neither blank nor a star. Lines count from 1. */
export type ReadLine = (text: string, line: number) => DumpLine | Mistake;

/** Reads a dump of which every line has to be one of its rows. */
export function readDump(lines: readonly string[], usual: ByteOrder, readLine: ReadLine): Reading {
  const dump: DumpLine[] = [];
  for (const [index, text] of lines.entries()) {
    const word = text.trim();
    if (word === '') continue;
    const line =
      word === '*'
        ? ({ kind: 'repeat', line: index + 1, column: text.indexOf('*') + 1 } as const)
        : readLine(text, index + 1);
    if ('ok' in line) return line;
    dump.push(line);
  }
  return assembleDump(dump, usual);
}
