/** Plays scenarios, reads recordings, follows runs and answers questions about them, beside the page, which stays alive however long that takes. */

import { EDIT } from './edit.ts';
import { LiveServer } from './live-server.ts';
import { loadRecording } from './load-recording.ts';
import { loadScenario } from './load-scenario.ts';
import type { FollowRequest, LoadRequest, PackedRecording } from './run-protocol.ts';
import { serveRun, tellPage } from './serve-run.ts';
import { toldMachine } from './told-machine.ts';

serveRun<Exclude<LoadRequest, FollowRequest | PackedRecording>>({
  load: (request, progress) =>
    request.kind === 'scenario'
      ? loadScenario(request.text)
      : loadRecording(request.file.stream(), toldMachine, progress),
  edit: EDIT,
  live: new LiveServer(tellPage),
});
