import { type Format, type Piece, quote, type Reading } from './reading.ts';
import { RecordedCalls } from './recorded-calls.ts';
import { readRecordedCall } from './recorded-line.ts';
import { headerMistake, recordingHeader } from './recording-header.ts';

/** A recording of calls, one JSON object a line behind a header. A line that is cut off, or is about something else, is passed over. */
export const recording: Format = {
  name: 'ffa-trace recording',
  detects: ({ lines }) =>
    recordingHeader(lines[0]) !== undefined ? `the first line says "format":"ffa-trace"` : undefined,
  read: ({ lines }) => {
    const header = recordingHeader(lines[0]);
    return (header && headerMistake(header)) ?? readCalls(lines);
  },
};

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
