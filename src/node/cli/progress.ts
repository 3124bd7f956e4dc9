/** Milliseconds before anything is said, and between two lines. */
const PATIENCE = 1000;

/** Says on a terminal how far something has come that takes its time; nowhere else, and nothing when it is quick. */
export class Progress {
  private readonly stream: { readonly isTTY?: boolean; write(text: string): unknown };
  /** Undefined where nobody knows how much there is to do. */
  private readonly total: number | undefined;
  private readonly now: () => number;
  private done = 0;
  private next: number;
  private shown = false;

  constructor(
    stream: { readonly isTTY?: boolean; write(text: string): unknown },
    total: number | undefined,
    now: () => number = () => performance.now(),
  ) {
    this.stream = stream;
    this.total = total;
    this.now = now;
    this.next = now() + PATIENCE;
  }

  /** One more is done. */
  step(what: string): void {
    this.done++;
    if (this.stream.isTTY !== true || this.now() < this.next) return;
    this.next = this.now() + PATIENCE;
    this.shown = true;
    const part = this.total === undefined ? '' : `${this.done} of ${this.total}, `;
    this.stream.write(`\r\u001b[K${part}${what}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.shown) this.stream.write('\r\u001b[K');
  }
}
