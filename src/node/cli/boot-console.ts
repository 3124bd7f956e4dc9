import type { Duplex } from 'node:stream';

/** Ctrl-A, after which a letter is for us. */
const ESCAPE = 0x01;

export interface ConsoleOptions {
  /** Where what the guest says goes to. */
  readonly output: NodeJS.WritableStream;
  /** What is done at Ctrl-A and a letter. */
  readonly keys: Readonly<Record<string, () => void>>;
  /** What the guest says when it reads what is typed; `never` where a pipe is not read at all. Keys that come from a terminal do not wait for it. */
  readonly ready?: string | typeof NEVER | undefined;
}

export const NEVER: unique symbol = Symbol('never');

/**
 * Connects the terminal, or a pipe, with the guest's console until what is returned is called. From a terminal every key goes to the guest,
 * Ctrl-C as well; Ctrl-A and a letter is for us, and Ctrl-A twice is one for the guest. What comes from a pipe waits until the guest is ready.
 */
export function attachConsole(console: Duplex, { output, keys, ready }: ConsoleOptions): () => void {
  const { stdin } = process;
  const ours = stdin.isTTY ? new Keys(keys) : undefined;
  const type = (bytes: Uint8Array) => console.write(ours === undefined ? bytes : ours.take(bytes));
  const show = (bytes: Uint8Array) => output.write(bytes);
  console.on('data', show);
  if (ours !== undefined || ready === undefined) stdin.on('data', type);
  else if (ready !== NEVER) whenSaid(console, ready, () => stdin.on('data', type));
  if (stdin.isTTY) stdin.setRawMode(true);
  return () => {
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.off('data', type);
    stdin.pause();
    console.off('data', show);
  };
}

/** Does something once, as soon as a guest has said something. */
export function whenSaid(console: Duplex, text: string, act: () => void): void {
  const awaited = Buffer.from(text).toString('latin1');
  let said = '';
  const hear = (bytes: Uint8Array) => {
    said = (said + Buffer.from(bytes).toString('latin1')).slice(-(awaited.length + bytes.length));
    if (!said.includes(awaited)) return;
    console.off('data', hear);
    act();
  };
  console.on('data', hear);
}

/** What is typed, without what is meant for us. */
export class Keys {
  private readonly acts: ConsoleOptions['keys'];
  private escaped = false;

  constructor(acts: ConsoleOptions['keys']) {
    this.acts = acts;
  }

  take(bytes: Uint8Array): Uint8Array {
    return bytes.filter((byte) => {
      const act = this.escaped ? this.acts[String.fromCharCode(byte)] : undefined;
      this.escaped = byte === ESCAPE && !this.escaped;
      act?.();
      return !this.escaped && act === undefined;
    });
  }
}
