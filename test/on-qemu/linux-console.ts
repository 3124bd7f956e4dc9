import type { Duplex } from 'node:stream';
import { onTestFailed } from 'vitest';
import { READY } from '../../src/node/guest/init-script.ts';
import type { Guest } from '../../src/node/qemu/board/guest.ts';

/**
 * How a guest is started whose shell we are at. The kernel's messages would come in the middle of lines that the shell
 * prints, and of those that we wait for; they stay in its log, but for the last of a kernel that dies.
 */
export const SHELL_ARGS = 'console=ttyAMA0 rdinit=/init loglevel=1';

/** The shell of a Linux guest, at its console. What it had said is told when the test fails, most of all when it waited in vain. */
export class LinuxConsole {
  /** All that was said so far. */
  said = '';
  private readonly guest: Guest;
  private readonly line: Duplex;
  private heard: () => void = () => undefined;
  private commands = 0;

  /** At the console of one of several guests, or of the only one. */
  constructor(guest: Guest, line: Duplex = guest.console) {
    this.guest = guest;
    this.line = line;
    onTestFailed(() => globalThis.console.log(`The guest had said:\n${this.said}`));
    line.setEncoding('utf8').on('data', (text: string) => {
      this.said += text.replaceAll('\r', '');
      this.heard();
    });
  }

  /** Waits until the guest takes commands. Rejected when it ends before it does. */
  async ready(): Promise<void> {
    await this.hears(new RegExp(`${READY}.*\n`));
  }

  /** Types a command, and returns what it prints. Rejected when the guest ends before it is done. */
  async run(command: string): Promise<string> {
    const number = ++this.commands;
    const from = this.said.length;
    // The echo of what is typed does not have the number in one piece.
    this.line.write(`echo "begin ""${number}"; ${command}; echo "end ""${number}"\n`);
    const pattern = new RegExp(`begin ${number}\n([^]*?)end ${number}\n`);
    return (await this.hears(pattern, from))[1] ?? '';
  }

  private async hears(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.said.slice(from));
      if (found !== null) return found;
      const more = new Promise<void>((resolve) => {
        this.heard = resolve;
      });
      await Promise.race([more, this.dies()]);
    }
  }

  private async dies(): Promise<never> {
    const { how } = await this.guest.ended;
    throw new Error(`the guest has ended (${how}) and had said:\n${this.said}`);
  }
}
