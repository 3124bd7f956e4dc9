/** What a shell says of a program that was interrupted: 128 and the number of the signal. */
const CODES: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** Ctrl-C, and what else asks a program to end, for as long as something takes. Who does not want to wait for the end asks twice. */
export class Interruption {
  /** What the process ends with; undefined as long as nobody has asked. */
  code: number | undefined;
  readonly signal: AbortSignal;
  private readonly onSignal: (signal: NodeJS.Signals) => void;

  constructor() {
    const stop = new AbortController();
    this.signal = stop.signal;
    this.onSignal = (name) => {
      this.code ??= CODES[name];
      this.end();
      stop.abort(name);
    };
    for (const name of Object.keys(CODES)) process.once(name, this.onSignal);
  }

  /** Nobody listens any more. */
  end(): void {
    for (const name of Object.keys(CODES)) process.off(name, this.onSignal);
  }
}
