import type { TraceListener } from '../../core/board/trace.ts';
import { LiveRun } from '../studio/live-run.ts';
import type { ServedStudio } from '../studio/static-server.ts';
import { headerOf, type Recorded, recordEvents } from './boot-record.ts';
import { openOrSay, startStudio } from './start-studio.ts';
import { untilTold } from './until-told.ts';

/** The studio of a run that goes on. */
export class LiveStudio {
  readonly run: LiveRun;
  readonly listener: TraceListener;
  readonly #served: ServedStudio;

  private constructor(recorded: Recorded, run: LiveRun, served: ServedStudio) {
    this.run = run;
    this.listener = recordEvents(recorded, run.put);
    this.#served = served;
  }

  /** Starts it before anything happens, so that nothing is missed. Throws a CommandError. */
  static async start(recorded: Recorded): Promise<LiveStudio> {
    const run = new LiveRun(headerOf(recorded));
    return new LiveStudio(recorded, run, await startStudio({ port: 0, live: run }));
  }

  get address(): string {
    return this.#served.address;
  }

  /** Says where it is, on the standard error: what a command prints may be for programs. Opens it in the browser as well where that is wanted. */
  async tell({ open }: { readonly open?: true }): Promise<void> {
    process.stderr.write(`The studio is at ${this.address}\n`);
    if (open) await openOrSay(this.address);
  }

  /** The run is over, and how, as a sentence. Pages can be looked at until the user has had enough. */
  async stay(how: string): Promise<void> {
    const told = untilTold();
    this.run.end(how);
    process.stderr.write(`tantalum: the run is over; its page is there until Ctrl-C: ${this.address}\n`);
    await told;
  }

  close(): void {
    this.#served.close();
  }
}
