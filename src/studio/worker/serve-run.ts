import type { RunAnswers } from '../model/run/answers.ts';
import { overviewOf } from '../model/run/follow-overview.ts';
import type { EditQuestions } from './edit.ts';
import type { LiveServer } from './live-server.ts';
import type { Progress } from './load-recording.ts';
import type { LoadedRun } from './load-run.ts';
import type { AskRequest, LiveRequest, LoadRequest, Questions, RunReply } from './run-protocol.ts';

/** Between two reports of progress. */
const REPORT_EVERY = 1024 * 1024;

/** What a worker of a run does. */
export interface RunWorks<Request extends LoadRequest> {
  /** Loads the runs that it is told to load. */
  readonly load: (request: Request, progress: Progress) => Promise<LoadedRun>;
  /** Answers questions about texts that somebody writes. */
  readonly edit?: EditQuestions;
  /** Follows runs that go on. */
  readonly live?: LiveServer;
}

/** Makes a worker of this program: it loads or follows runs as it is told to, and answers questions about the last. */
export function serveRun<Request extends LoadRequest>({ load, edit, live }: RunWorks<Request>): void {
  let answers: RunAnswers | undefined;
  const show = async (request: Request): Promise<void> => {
    const loaded = await load(request, reporter());
    if (loaded.ok) {
      const { about, notes } = loaded;
      answers = loaded.answers;
      tellPage({ kind: 'run', overview: overviewOf(answers.timeline), about, notes });
    } else tellPage({ kind: 'mistakes', mistakes: loaded.mistakes });
  };
  addEventListener('message', ({ data }: MessageEvent<AskRequest | LiveRequest | Request>) => {
    if (data.kind === 'ask') {
      const asked = edit !== undefined && data.about in edit ? edit : (live?.answers ?? answers);
      answer(asked, data).catch(reportError);
    } else if (live?.take(data) !== true) show(data as Request).catch(reportError);
  });
}

/** The page's end of this gives each question its own values. */
async function answer(questions: Partial<Questions> | undefined, request: AskRequest): Promise<void> {
  const { number, about, values } = request;
  const ask = questions?.[about] as ((...values: readonly unknown[]) => unknown) | undefined;
  tellPage({ kind: 'answer', number, answer: await ask?.apply(questions, [...values]) });
}

function reporter(): Progress {
  let told = 0;
  return (bytes, events) => {
    if (bytes - told < REPORT_EVERY) return;
    told = bytes;
    tellPage({ kind: 'progress', bytes, events });
  };
}

/** Sends something to the page. Arrays of a run are handed over, and not copied: nobody here has them any more. */
export function tellPage(message: RunReply): void {
  const handsOver = message.kind === 'run' || message.kind === 'grew';
  postMessage(message, { transfer: handsOver ? [...buffersIn(message)] : [] });
}

/** The memory of all arrays in a value, each once. */
function buffersIn(value: unknown, found: Set<ArrayBuffer> = new Set()): ReadonlySet<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) found.add(value.buffer as ArrayBuffer);
  else if (typeof value === 'object' && value !== null)
    for (const each of Object.values(value)) buffersIn(each, found);
  return found;
}
