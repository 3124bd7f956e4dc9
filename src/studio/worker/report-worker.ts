/** Reads the recording of a report and answers questions about it. It has no machine to play, so that it is small: it is in every report. */

import { loadRecording } from './load-recording.ts';
import type { PackedRecording } from './run-protocol.ts';
import { serveRun } from './serve-run.ts';

serveRun<PackedRecording>({
  load: ({ file, machine }, progress) =>
    loadRecording(file.stream().pipeThrough(new DecompressionStream('gzip')), async () => machine, progress),
});
