import type { Duplex } from 'node:stream';
import { type ConsoleOptions, Keys, NEVER, whenSaid } from './boot-console.ts';

/** A guest with a console. */
export interface NamedConsole {
  readonly name: string;
  readonly console: Duplex;
}

/** How long a line waits for its end, in milliseconds: what guests say at the same time is not to be torn. */
const PATIENCE_MS = 50;

/**
 * Connects the terminal, or a pipe, with the consoles of several guests until what is returned is called. Every line begins with the name of who
 * says it. Keys go to one of them, which Ctrl-A and its number chooses; of a pipe, lines that begin with a name and a colon go to that guest, others to
 * the first, each when it is ready.
 */
export function attachConsoles(
  guests: readonly NamedConsole[],
  { output, keys, ready }: ConsoleOptions,
): () => void {
  const { stdin } = process;
  const screen = new Screen(output);
  const ends = guests.map((guest) => new ConsoleEnd(guest, screen, stdin.isTTY ? undefined : ready));
  let chosen = ends[0];
  const choices = ends.map((end, index) => {
    const choose = () => {
      chosen = end;
    };
    return [`${index + 1}`, choose] as const;
  });
  const ours = new Keys({ ...keys, ...Object.fromEntries(choices) });
  let rest = '';
  const typeLines = (bytes: Uint8Array) => {
    const lines = (rest + Buffer.from(bytes).toString('latin1')).split(/(?<=\n)/);
    rest = lines.at(-1)?.endsWith('\n') === true ? '' : (lines.pop() ?? '');
    for (const line of lines) {
      const addressed = ends.find(({ name }) => line.startsWith(`${name}: `));
      (addressed ?? ends[0])?.type(
        Buffer.from(line.slice(addressed === undefined ? 0 : addressed.name.length + 2), 'latin1'),
      );
    }
  };
  const type = stdin.isTTY ? (bytes: Uint8Array) => chosen?.type(ours.take(bytes)) : typeLines;
  stdin.on('data', type);
  if (stdin.isTTY) stdin.setRawMode(true);
  return () => {
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.off('data', type);
    stdin.pause();
    for (const end of ends) end.close();
  };
}

/** What is shown of several guests, line by line. */
class Screen {
  private readonly output: NodeJS.WritableStream;
  /** Who is in the middle of a line. */
  private owner: string | undefined;

  constructor(output: NodeJS.WritableStream) {
    this.output = output;
  }

  show(name: string, text: string): void {
    const prefix = `${name}: `;
    const broken = this.owner !== undefined && this.owner !== name ? '\n' : '';
    const first = this.owner === name ? '' : prefix;
    const ended = text.endsWith('\n');
    const lines = (ended ? text.slice(0, -1) : text).replaceAll('\n', `\n${prefix}`);
    this.output.write(`${broken}${first}${lines}${ended ? '\n' : ''}`);
    this.owner = ended ? undefined : name;
  }
}

/** Our end of one guest's console. */
class ConsoleEnd {
  readonly name: string;
  private readonly console: Duplex;
  private readonly screen: Screen;
  private held = '';
  /** What was typed before the guest is ready; undefined once it is. */
  private waiting: Uint8Array[] | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** What is typed waits until `ready` was said. */
  constructor({ name, console }: NamedConsole, screen: Screen, ready: ConsoleOptions['ready']) {
    this.name = name;
    this.console = console;
    this.screen = screen;
    console.on('data', this.hear);
    if (ready === undefined) return;
    this.waiting = [];
    if (ready !== NEVER) whenSaid(console, ready, () => this.typeWaiting());
  }

  type(bytes: Uint8Array): void {
    if (this.waiting === undefined) this.console.write(bytes);
    else this.waiting.push(bytes);
  }

  close(): void {
    clearTimeout(this.timer);
    this.flush();
    this.console.off('data', this.hear);
  }

  private readonly hear = (bytes: Uint8Array): void => {
    this.held += Buffer.from(bytes).toString('latin1').replaceAll('\r', '');
    const end = this.held.lastIndexOf('\n') + 1;
    if (end > 0) this.screen.show(this.name, this.held.slice(0, end));
    this.held = this.held.slice(end);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), PATIENCE_MS);
  };

  private typeWaiting(): void {
    const typed = this.waiting ?? [];
    this.waiting = undefined;
    for (const each of typed) this.console.write(each);
  }

  private flush(): void {
    if (this.held !== '') this.screen.show(this.name, this.held);
    this.held = '';
  }
}
