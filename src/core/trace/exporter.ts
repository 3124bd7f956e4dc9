import type { RecordedEvent } from '../decode/recorded-event.ts';

/** Writes the events of a recording in another format. Each call gives the text that is ready; put together they are the file. */
export interface Exporter {
  /** The beginning. `about` says what was recorded; '' where the recording does not. */
  begin(about: string): string;
  event(event: RecordedEvent): string;
  end(): string;
}
