/** Plays scenarios, reads recordings and answers questions about them, beside the page, which stays alive however long that takes. */

import type { RunAnswers } from '../model/run/answers.ts';
import { overviewOf } from '../model/run/follow-overview.ts';
import { type LoadedRun, loadRecording, loadScenario } from './load-run.ts';
import type { RunQuestions, RunReply, RunRequest } from './run-protocol.ts';

/** Between two reports of progress. */
const REPORT_EVERY = 1024 * 1024;

let answers: RunAnswers | undefined;

addEventListener('message', ({ data }: MessageEvent<RunRequest>) => {
  void serve(data);
});

async function serve(request: RunRequest): Promise<void> {
  switch (request.kind) {
    case 'scenario':
      tell(await loadScenario(request.text));
      break;
    case 'recording':
      tell(await loadRecording(request.file.stream(), reporter()));
      break;
    case 'ask': {
      const questions: RunQuestions | undefined = answers;
      const { number, about, values } = request;
      // The page's end of this gives each question its own values.
      const ask = questions?.[about] as ((...values: readonly unknown[]) => unknown) | undefined;
      reply({ kind: 'answer', number, answer: ask?.apply(questions, [...values]) });
    }
  }
}

function tell(loaded: LoadedRun): void {
  if (loaded.ok) {
    const { about, notes } = loaded;
    answers = loaded.answers;
    reply({ kind: 'run', overview: overviewOf(answers.timeline), about, notes });
  } else reply({ kind: 'mistakes', mistakes: loaded.mistakes });
}

function reporter(): (bytes: number, events: number) => void {
  let told = 0;
  return (bytes, events) => {
    if (bytes - told < REPORT_EVERY) return;
    told = bytes;
    reply({ kind: 'progress', bytes, events });
  };
}

function reply(message: RunReply): void {
  postMessage(message);
}
