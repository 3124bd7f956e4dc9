import type { Format, Piece, Source } from '../reading.ts';
import { sourceArray } from '../source-array.ts';
import type { Fact } from './fact.ts';
import { LogReader, type ReadLog } from './log-reader.ts';
import { Sendings } from './sendings.ts';

/** What `detects` has read, `read` need not read again. */
const READ = new WeakMap<Source, ReadLog>();

/**
 * The log of a console, a kernel or a debugger: registers of calls and answers, what managers and drivers say in words, and dumps,
 * among any other lines.
 */
export const log: Format = {
  name: 'log',
  detects(source) {
    const read = readLog(source);
    const sure = read.facts.find(isCertain);
    if (sure !== undefined) return `line ${sure.line} ${reasonOf(sure)}`;
    if (read.pieces.length > 1) return `there are ${read.pieces.length} dumps in it`;
    const said = read.facts.find(({ kind }) => kind === 'answer' || kind === 'refusal');
    const isSource = sourceArray.detects(source) !== undefined;
    return said === undefined || isSource ? undefined : `line ${said.line} ${reasonOf(said)}`;
  },
  read(source) {
    const { facts, unread, pieces, notes } = readLog(source);
    const sendings = new Sendings(facts);
    return { ok: true, pieces: pieces.map((piece) => known(piece, sendings)), notes, log: { facts, unread } };
  },
};

function readLog(source: Source): ReadLog {
  const before = READ.get(source);
  if (before !== undefined) return before;
  const reader = new LogReader();
  for (const line of source.lines) reader.read(line);
  const read = reader.finish();
  READ.set(source, read);
  return read;
}

/** Whether nothing but a log has such a line. What is told in words may stand in a source, too. */
function isCertain({ kind, function: name }: Fact): boolean {
  return kind === 'call' || kind === 'state' || (kind === 'answer' && name !== undefined);
}

function reasonOf({ kind, function: name, about, owner }: Fact): string {
  if (name !== undefined) return `has the registers of ${name}`;
  if (kind === 'answer') return `says how ${about ?? 'a call'} was answered`;
  return `is what ${owner} writes`;
}

/** A dump is the descriptor of the nearest call that sends as many bytes. */
function known(piece: Piece, sendings: Sendings): Piece {
  const sending = sendings.nearest(piece.bytes.length, piece.lines?.first ?? 0);
  if (sending === undefined) return piece;
  const { kind, line } = sending;
  return { ...piece, kind, because: `the call on line ${line} sends as many bytes` };
}
