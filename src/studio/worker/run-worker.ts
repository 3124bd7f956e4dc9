/** Plays scenarios, reads recordings and answers questions about them, beside the page, which stays alive however long that takes. */

import { EDIT } from './edit.ts';
import { loadRecording } from './load-recording.ts';
import { loadScenario } from './load-scenario.ts';
import type { LoadRequest, PackedRecording } from './run-protocol.ts';
import { serveRun } from './serve-run.ts';
import { toldMachine } from './told-machine.ts';

serveRun<Exclude<LoadRequest, PackedRecording>>(
  (request, progress) =>
    request.kind === 'scenario'
      ? loadScenario(request.text)
      : loadRecording(request.file.stream(), toldMachine, progress),
  EDIT,
);
