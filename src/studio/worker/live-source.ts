import { FROM_NOW, type HostMessage, type PageMessage, readHostMessage } from '../../core/live/wire.ts';
import { RunAnswers } from '../model/run/answers.ts';
import { OverviewFollower, overviewOf } from '../model/run/follow-overview.ts';
import { LiveRecording } from '../model/run/live-recording.ts';
import type { LiveStatus } from './live-status.ts';
import type { RunReply } from './run-protocol.ts';
import { toldMachine } from './told-machine.ts';

/** What is needed of a WebSocket. */
export type LiveSocket = Pick<WebSocket, 'send' | 'close' | 'addEventListener'>;

/** So many events a page has room for. */
const MOST_EVENTS = 1_000_000;
/** A connection that breaks is tried again after so many milliseconds, one after the other. */
const PATIENCE_MS = [1000, 2000, 4000, 8000, 16_000];
/** So often at most a page hears how many events there are. */
const STATUS_MS = 200;

const SAID = {
  lost: 'The connection is lost, and is tried again.',
  gone: 'The connection is lost: the program has ended, or the address is old.',
} as const;

function fullText(most: number): string {
  const room = `This page is full: it has room for ${most.toLocaleString('en')} events.`;
  return `${room} They stay, and what comes is not kept any more. Save them if you want to have them, and begin anew to see what comes.`;
}

/** What the source knows by itself. */
type OwnStatus = Omit<LiveStatus, 'events' | 'gaps'>;

/** Follows a run that goes on elsewhere. The page gets what is new when it asks for more, however much that is then. */
export class LiveSource {
  readonly #open: () => LiveSocket;
  readonly #tell: (reply: RunReply) => void;
  readonly #most: number;
  #socket: LiveSocket | undefined;
  #recording: LiveRecording | undefined;
  #answers: RunAnswers | undefined;
  #follower: OverviewFollower | undefined;
  /** The page has asked for more, and got nothing since. */
  #asked = true;
  #handedOver = 0;
  #failures = 0;
  #patience: ReturnType<typeof setTimeout> | undefined;
  /** Where the recording begins, as its host counts. */
  #first = 0;
  /** The next connection begins another recording. */
  #anew = false;
  #status: OwnStatus = {
    ...{ state: 'connecting', why: '', about: '', faults: undefined, refused: '' },
  };
  #telling: ReturnType<typeof setTimeout> | undefined;

  /** `open` begins a connection. Of `most` events and more the source is full. */
  constructor(open: () => LiveSocket, tell: (reply: RunReply) => void, most: number = MOST_EVENTS) {
    this.#open = open;
    this.#tell = tell;
    this.#most = most;
  }

  get answers(): RunAnswers | undefined {
    return this.#answers;
  }

  /** Everything that came, as a recording. */
  get file(): Blob {
    return this.#recording?.file ?? new Blob();
  }

  connect(): void {
    clearTimeout(this.#patience);
    const before = this.#socket;
    const socket = this.#open();
    this.#socket = socket;
    before?.close();
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string' && socket === this.#socket) void this.#hear(data);
    });
    socket.addEventListener('close', () => {
      if (socket === this.#socket) this.#closed();
    });
    this.#setStatus({ state: 'connecting', why: '' });
  }

  /** Follows what comes from now on, and gives up what has come; but not before there is a connection. */
  beginAnew(): void {
    this.#anew = true;
    this.#asked = true;
    this.connect();
  }

  /** The page is ready for more. */
  more(): void {
    this.#asked = true;
    this.#handOver();
  }

  /** The page wants no more for now. */
  hold(): void {
    this.#asked = false;
  }

  /** Asks for other faults; the answer comes with the status. */
  inject(rules: readonly string[]): void {
    this.#status = { ...this.#status, refused: '' };
    this.#say({ kind: 'inject', rules });
  }

  async #hear(text: string): Promise<void> {
    const read = readHostMessage(text);
    // What later versions may say in addition is not for us.
    if ('ok' in read) return;
    const { message, lines } = read;
    switch (message.kind) {
      case 'run':
        await this.#begin(message);
        break;
      case 'events':
        this.#recording?.take(message.from, lines);
        this.#handOver();
        break;
      case 'faults':
        this.#setStatus({ faults: message.rules, refused: '' });
        break;
      case 'refused':
        this.#setStatus({ refused: message.why });
        break;
      case 'ended':
        this.#setStatus({ state: 'ended', why: message.how, faults: undefined });
    }
  }

  /** A connection is there: the first, or another to the same run. */
  async #begin({ header, takesFaults, faults }: Extract<HostMessage, { kind: 'run' }>): Promise<void> {
    const { guest, machine = '' } = header;
    if (this.#recording === undefined || this.#anew) {
      const socket = this.#socket;
      const known = await toldMachine(JSON.stringify(machine));
      if (socket !== this.#socket) return;
      this.#first = this.#anew ? FROM_NOW : 0;
      this.#anew = false;
      this.#recording = new LiveRecording(header, known);
      this.#answers = new RunAnswers(this.#recording.timeline);
      this.#follower = undefined;
    }
    this.#failures = 0;
    this.#setStatus({
      ...{ state: 'live', why: '', faults: takesFaults ? faults : undefined },
      about: typeof guest === 'string' ? guest : '',
    });
    this.#handOver();
    this.#say({ kind: 'follow', from: this.#recording.next ?? this.#first });
  }

  #closed(): void {
    this.#socket = undefined;
    const { state } = this.#status;
    if (state === 'ended' || state === 'full') return;
    const patience = PATIENCE_MS[this.#failures++];
    this.#setStatus({ state: 'lost', why: patience === undefined ? SAID.gone : SAID.lost });
    if (patience !== undefined) this.#patience = setTimeout(() => this.connect(), patience);
  }

  /** Gives the page what is new, if it waits for that. */
  #handOver(): void {
    const timeline = this.#recording?.timeline;
    if (timeline === undefined) return;
    if (timeline.events.length >= this.#most && this.#status.state === 'live') {
      this.#setStatus({ state: 'full', why: fullText(this.#most) });
      this.#socket?.close();
    }
    this.#tellSoon();
    if (!this.#asked) return;
    if (this.#follower === undefined || this.#follower.outdated) {
      this.#follower = new OverviewFollower(timeline);
      const overview = overviewOf(timeline, this.#follower);
      this.#tell({ kind: 'run', overview, about: '', notes: [] });
    } else if (timeline.events.length > this.#handedOver)
      this.#tell({ kind: 'grew', growth: this.#follower.next() });
    else return;
    this.#handedOver = timeline.events.length;
    this.#asked = false;
  }

  #say(message: PageMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #setStatus(status: Partial<OwnStatus>): void {
    this.#status = { ...this.#status, ...status };
    this.#tellStatus();
  }

  #tellSoon(): void {
    this.#telling ??= setTimeout(() => this.#tellStatus(), STATUS_MS);
  }

  #tellStatus(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    const { timeline, gaps = [] } = this.#recording ?? {};
    const status = { ...this.#status, events: timeline?.events.length ?? 0, gaps };
    this.#tell({ kind: 'live', status });
  }
}
