import type { Duplex } from 'node:stream';
import { READY } from '../../src/node/guest/init-script.ts';

/** The shell of a Linux guest, at its console. */
export class LinuxConsole {
  /** All that was said so far. */
  said = '';
  private readonly console: Duplex;
  private heard: () => void = () => undefined;
  private commands = 0;

  constructor(console: Duplex) {
    this.console = console;
    console.setEncoding('utf8').on('data', (text: string) => {
      this.said += text.replaceAll('\r', '');
      this.heard();
    });
  }

  /** Waits until the guest takes commands. */
  async ready(): Promise<void> {
    await this.hears(new RegExp(`${READY}.*\n`));
  }

  /** Types a command, and returns what it prints. */
  async run(command: string): Promise<string> {
    const number = ++this.commands;
    const from = this.said.length;
    // The echo of what is typed does not have the number in one piece.
    this.console.write(`echo "begin ""${number}"; ${command}; echo "end ""${number}"\n`);
    const pattern = new RegExp(`begin ${number}\n([^]*?)end ${number}\n`);
    return (await this.hears(pattern, from))[1] ?? '';
  }

  private async hears(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.said.slice(from));
      if (found !== null) return found;
      await new Promise<void>((resolve) => {
        this.heard = resolve;
      });
    }
  }
}
