import type { RunAnswers } from '../model/run/answers.ts';
import { overviewOf } from '../model/run/follow-overview.ts';
import type { EditQuestions } from './edit.ts';
import type { Progress } from './load-recording.ts';
import type { LoadedRun } from './load-run.ts';
import type { AskRequest, LoadRequest, Questions, RunReply } from './run-protocol.ts';

/** Between two reports of progress. */
const REPORT_EVERY = 1024 * 1024;

/**
 * Makes a worker of this program: it loads runs as it is told to, and answers questions about the last; with `edit`, about texts that somebody
 * writes as well.
 */
export function serveRun<Request extends LoadRequest>(
  load: (request: Request, progress: Progress) => Promise<LoadedRun>,
  edit?: EditQuestions,
): void {
  let answers: RunAnswers | undefined;
  const show = async (request: Request): Promise<void> => {
    const loaded = await load(request, reporter());
    if (loaded.ok) {
      const { about, notes } = loaded;
      answers = loaded.answers;
      reply({ kind: 'run', overview: overviewOf(answers.timeline), about, notes });
    } else reply({ kind: 'mistakes', mistakes: loaded.mistakes });
  };
  addEventListener('message', ({ data }: MessageEvent<AskRequest | Request>) => {
    if (data.kind === 'ask')
      answer(edit !== undefined && data.about in edit ? edit : answers, data).catch(reportError);
    else show(data as Request).catch(reportError);
  });
}

/** The page's end of this gives each question its own values. */
async function answer(questions: Partial<Questions> | undefined, request: AskRequest): Promise<void> {
  const { number, about, values } = request;
  const ask = questions?.[about] as ((...values: readonly unknown[]) => unknown) | undefined;
  reply({ kind: 'answer', number, answer: await ask?.apply(questions, [...values]) });
}

function reporter(): Progress {
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
