import type { RecordedEvent } from '../decode/recorded-event.ts';

/** Writes the events of a recording in another format. Each call gives what is ready; put together it is the file. */
export interface Exporter {
  /** The beginning. `about` says what was recorded; '' where the recording does not. */
  begin(about: string): FilePart;
  event(event: RecordedEvent): FilePart;
  end(): FilePart;
}

/** A part of a file of text, or of one of bytes. */
export type FilePart = string | Uint8Array;
