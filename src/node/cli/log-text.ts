import type { Inspection } from '../../core/decode/inspection.ts';
import type { LogReading, Unread } from '../../core/decode/log/fact.ts';
import { linesText } from '../../core/decode/log/fact-words.ts';
import type { Piece } from '../../core/decode/reading.ts';
import { factLines } from './fact-text.ts';
import { inspectionText } from './inspection-text.ts';
import type { Terminal } from './terminal.ts';
import { labelled, wrap } from './wrap.ts';

const INDENT = 2;
/** More lines than these say little. */
const MOST_UNREAD = 10;

/** Bytes of an input, and what they are. */
export interface Decoded {
  readonly piece: Piece;
  readonly inspection: Inspection;
}

/** What a log says, in the order of its lines: facts, and the bytes that it dumps. `all` shows whole arrays. */
export function logLines(
  { facts, unread }: LogReading,
  decoded: readonly Decoded[],
  terminal: Terminal,
  all: boolean,
): string[] {
  const dumps = decoded.map((one) => ({
    line: one.piece.lines?.first ?? 0,
    lines: dumpLines(one, terminal, all),
  }));
  const told = facts.filter(({ kind }) => all || kind !== 'mention');
  const mentions = facts.length - told.length;
  const parts = [...told.map((fact) => ({ line: fact.line, lines: factLines(fact, terminal) })), ...dumps];
  return [
    ...parts.sort((left, right) => left.line - right.line).flatMap(({ lines }) => lines),
    ...(mentions === 0 ? [] : ['', ...mentionLines(mentions, terminal)]),
    ...unreadLines(unread, terminal),
  ];
}

function mentionLines(count: number, { width, paint }: Terminal): string[] {
  const lines = count === 1 ? '1 line names a function' : `${count} lines name functions`;
  return wrap(`${lines} without registers; --all shows what.`, width).map((line) => paint('aside', line));
}

function dumpLines({ piece, inspection }: Decoded, terminal: Terminal, all: boolean): string[] {
  const { first = 0, last = 0 } = piece.lines ?? {};
  const place = linesText({ line: first, lastLine: last });
  return [
    '',
    terminal.paint('heading', `${place}: a dump of ${piece.bytes.length} bytes`),
    ...inspectionText(inspection, terminal, all),
    '',
  ];
}

/** The lines that were not understood, of many the first. */
function unreadLines(unread: readonly Unread[], { width, paint }: Terminal): string[] {
  if (unread.length === 0) return [];
  const more = unread.length - MOST_UNREAD;
  return [
    '',
    paint('heading', 'not read'),
    ...unread
      .slice(0, MOST_UNREAD)
      .flatMap((one) => [
        ...labelled('', `${linesText(one)}: ${one.reason}`, INDENT, width),
        paint('aside', `${' '.repeat(INDENT * 2)}${excerpt(one.text, width - INDENT * 2)}`),
      ]),
    ...(more > 0 ? labelled('', `and ${more} more, which --json lists`, INDENT, width) : []),
  ];
}

function excerpt(text: string, width: number): string {
  const plain = text.trim().replace(/[^ -~]/g, '?');
  return plain.length > width ? `${plain.slice(0, width - 3)}...` : plain;
}
