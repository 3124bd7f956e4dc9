import type { Duplex } from 'node:stream';

/** Ctrl-A, and what is typed after it to end the guest. */
const ESCAPE = 0x01;
const QUIT = 'x'.charCodeAt(0);

export interface ConsoleOptions {
  /** Where what the guest says goes to. */
  readonly output: NodeJS.WritableStream;
  /** Ends the guest. */
  readonly quit: () => void;
  /** What the guest says when it reads what is typed. Keys that come from a terminal do not wait for it. */
  readonly ready?: string;
}

/**
 * Connects the terminal, or a pipe, with the guest's console until what is returned is called. From a terminal every key goes to the guest,
 * Ctrl-C as well; Ctrl-A x quits, and Ctrl-A twice is one for the guest. What comes from a pipe waits until the guest is ready.
 */
export function attachConsole(console: Duplex, { output, quit, ready }: ConsoleOptions): () => void {
  const { stdin } = process;
  const keys = stdin.isTTY ? new Keys(quit) : undefined;
  const type = (bytes: Uint8Array) => console.write(keys === undefined ? bytes : keys.take(bytes));
  let awaited = keys === undefined ? ready : undefined;
  let said = '';
  const show = (bytes: Uint8Array) => {
    output.write(bytes);
    if (awaited === undefined) return;
    said = (said + Buffer.from(bytes).toString('latin1')).slice(-2 * (awaited.length + bytes.length));
    if (!said.includes(awaited)) return;
    awaited = undefined;
    stdin.on('data', type);
  };
  console.on('data', show);
  if (awaited === undefined) stdin.on('data', type);
  if (stdin.isTTY) stdin.setRawMode(true);
  return () => {
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.off('data', type);
    stdin.pause();
    console.off('data', show);
  };
}

/** What is typed, without what is meant for us. */
class Keys {
  private readonly quit: () => void;
  private escaped = false;

  constructor(quit: () => void) {
    this.quit = quit;
  }

  take(bytes: Uint8Array): Uint8Array {
    return bytes.filter((byte) => {
      const escaped = this.escaped;
      this.escaped = byte === ESCAPE && !escaped;
      const quits = escaped && byte === QUIT;
      if (quits) this.quit();
      return !this.escaped && !quits;
    });
  }
}
