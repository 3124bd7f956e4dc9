import type { RunAnswers } from '../model/run/answers.ts';
import { LiveSource } from './live-source.ts';
import type { LiveRequest, LoadRequest, RunReply } from './run-protocol.ts';

/** Does what a page asks about a run that goes on. */
export class LiveServer {
  readonly #tell: (reply: RunReply) => void;
  #source: LiveSource | undefined;

  constructor(tell: (reply: RunReply) => void) {
    this.#tell = tell;
  }

  /** Answers about the run that is followed; undefined where there is none. */
  get answers(): RunAnswers | undefined {
    return this.#source?.answers;
  }

  /** Whether a request was about such a run. */
  take(request: LiveRequest | LoadRequest): boolean {
    switch (request.kind) {
      case 'live':
        this.#source = new LiveSource(() => new WebSocket(request.address), this.#tell);
        this.#source.connect();
        return true;
      case 'more':
        this.#source?.more();
        return true;
      case 'hold':
        this.#source?.hold();
        return true;
      case 'inject':
        this.#source?.inject(request.rules);
        return true;
      case 'connect':
        this.#source?.connect();
        return true;
      case 'anew':
        this.#source?.beginAnew();
        return true;
      case 'save':
        this.#tell({ kind: 'saved', file: this.#source?.file ?? new Blob() });
        return true;
      default:
        return false;
    }
  }
}
