import { type Format, type Piece, quote, type Reading } from './reading.ts';
import { RecordedCalls } from './recorded-calls.ts';
import { readRecordedBytes } from './recorded-line.ts';
import { messagePieces } from './recorded-messages.ts';
import { headerMistake, recordingHeader } from './recording-header.ts';

/** A recording of calls and of messages of Gunyah, one JSON object a line behind a header. A line that is cut off, or is about something else, is passed over. */
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
    const event = readRecordedBytes(line, index + 1);
    if (event === 'cut')
      notes.push(`Line ${index + 1} is cut off at ${quote(line.slice(-12))} and left out.`);
    else if (event === 'other') continue;
    else if ('ok' in event) return event;
    else pieces.push(...(event.kind === 'call' ? calls.piecesOf(event) : messagePieces(event)));
  }
  return { ok: true, pieces, notes };
}
