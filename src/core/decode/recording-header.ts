import { type Mistake, mistake } from './reading.ts';

const VERSION = 1;

/** What the first line of a recording says of it. */
export interface RecordingHeader {
  readonly format: 'ffa-trace';
  readonly version: unknown;
  /** What ran, in words. */
  readonly guest?: unknown;
  /** The machine it ran on, as a machine file has it. */
  readonly machine?: unknown;
}

/** The header in a line; `undefined` when the line is none. */
export function recordingHeader(line = ''): RecordingHeader | undefined {
  try {
    const header: unknown = JSON.parse(line);
    const ours = typeof header === 'object' && header !== null && 'format' in header;
    return ours && header.format === 'ffa-trace' ? (header as RecordingHeader) : undefined;
  } catch {
    return undefined;
  }
}

/** What is wrong with a header that stands in the first line. */
export function headerMistake({ version }: RecordingHeader): Mistake | undefined {
  if (version === VERSION) return undefined;
  return mistake(1, 1, `version ${JSON.stringify(version)}`, `version ${VERSION} of the format`);
}
