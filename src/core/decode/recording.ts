import { type Format, mistake, type Piece, quote, type Reading } from './reading.ts';
import { RecordedCalls } from './recorded-calls.ts';
import { readRecordedCall } from './recorded-line.ts';

const FORMAT = 'ffa-trace';
const VERSION = 1;

/** A recording of calls, one JSON object a line behind a header. A line that is cut off, or is about something else, is passed over. */
export const recording: Format = {
  name: `${FORMAT} recording`,
  detects: ({ lines }) =>
    headerOf(lines[0])?.format === FORMAT ? `the first line says "format":"${FORMAT}"` : undefined,
  read: ({ lines }) => {
    const { version } = headerOf(lines[0]) ?? {};
    if (version !== VERSION)
      return mistake(1, 1, `version ${JSON.stringify(version)}`, `version ${VERSION} of the format`);
    return readCalls(lines);
  },
};

function headerOf(line = ''): { format?: unknown; version?: unknown } | undefined {
  try {
    const header: unknown = JSON.parse(line);
    return typeof header === 'object' && header !== null ? header : undefined;
  } catch {
    return undefined;
  }
}

function readCalls(lines: readonly string[]): Reading {
  const calls = new RecordedCalls();
  const pieces: Piece[] = [];
  const notes: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue;
    const call = readRecordedCall(line, index + 1);
    if (call === 'cut') notes.push(`Line ${index + 1} is cut off at ${quote(line.slice(-12))} and left out.`);
    else if (call === 'other') continue;
    else if ('ok' in call) return call;
    else pieces.push(...calls.piecesOf(call));
  }
  return { ok: true, pieces, notes };
}
