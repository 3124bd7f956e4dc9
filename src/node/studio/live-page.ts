import type { WebSocket } from 'ws';
import { LIVE_RULES, type LiveRule } from '../../core/live/rules.ts';
import {
  type HostMessage,
  hostText,
  MOST_CHARACTERS,
  type PageMessage,
  readPageMessage,
} from '../../core/live/wire.ts';
import type { LiveRun, Watcher } from './live-run.ts';

/** RFC 6455 7.4.1: what is said breaks a rule of the other side; the other side goes away. */
const CLOSED = { rule: 1008, away: 1001 } as const;

const FAREWELL_MS = 500;

/** A page that watches a run. It gets the next events when the system has taken those before, and those that are kept no more never. */
export class LivePage implements Watcher {
  readonly #run: LiveRun;
  readonly #socket: WebSocket;
  /** The event that comes next; undefined as long as the page has not asked for any. */
  #next: number | undefined;
  #sending = false;
  #toldEnd = false;
  #leaving = false;

  constructor(run: LiveRun, socket: WebSocket) {
    this.#run = run;
    this.#socket = socket;
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#hear(data, isBinary));
    socket.on('close', () => run.pages.delete(this));
    // A connection that breaks is closed by it.
    socket.on('error', () => undefined);
    const { header, takesFaults, faults } = run;
    this.#send({ kind: 'run', header: { ...header }, takesFaults, faults });
  }

  /** Sends what there is; but a page that has yet to take what it was sent gets it then. */
  goOn(): void {
    if (this.#sending) return;
    const { story, ended } = this.#run;
    if (this.#next !== undefined && this.#next < story.end) {
      const { from, lines } = story.after(this.#next);
      this.#next = from + lines.length;
      this.#sending = true;
      this.#send({ kind: 'events', from }, lines, () => {
        this.#sending = false;
        this.goOn();
      });
      return;
    }
    if (this.#next !== undefined && ended !== undefined && !this.#toldEnd) {
      this.#toldEnd = true;
      this.#send({ kind: 'ended', how: ended });
    }
    if (this.#leaving) this.#socket.close(CLOSED.away);
  }

  tellFaults(): void {
    this.#send({ kind: 'faults', rules: this.#run.faults });
  }

  close(): void {
    this.#leaving = true;
    this.goOn();
    // A page that does not take what there is, or does not answer, keeps nobody alive.
    setTimeout(() => this.#socket.terminate(), FAREWELL_MS).unref();
  }

  #hear(data: Buffer, isBinary: boolean): void {
    const text = data.toString();
    const message = readPageMessage(text);
    if (isBinary) this.#refuse(LIVE_RULES.text);
    else if (text.length > MOST_CHARACTERS) this.#refuse(LIVE_RULES.length);
    else if ('ok' in message) this.#refuse(LIVE_RULES.message, `It needs ${message.expected}.`);
    else this.#take(message);
  }

  #take(message: PageMessage): void {
    const follows = message.kind === 'follow';
    if (follows !== (this.#next === undefined)) this.#refuse(LIVE_RULES.follow);
    else if (follows) {
      this.#next = Math.min(message.from, this.#run.story.end);
      this.goOn();
    } else {
      const problem = this.#run.setFaults(message.rules);
      if (problem === undefined) return;
      const { why, place } = problem;
      this.#refuse(place.length === 0 ? LIVE_RULES.running : LIVE_RULES.fault, why, place);
    }
  }

  #refuse({ id, what, closes }: LiveRule, why: string = what, place: readonly number[] = []): void {
    this.#send({ kind: 'refused', rule: id, why, place });
    if (closes) this.#socket.close(CLOSED.rule, id);
  }

  #send(message: HostMessage, lines: readonly string[] = [], done: () => void = () => undefined): void {
    this.#socket.send(hostText(message, lines), (error) => {
      if (error === undefined || error === null) done();
    });
  }
}
