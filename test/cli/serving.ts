/** `tantalum serve` as a process of its own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { PROGRAM, ROOT } from './support.ts';

/** A server that says where the files are, or has ended before it could. */
export class Serving {
  readonly child: ChildProcess;
  /** How it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  out = '';
  err = '';

  private constructor(args: readonly string[], cwd: string) {
    this.child = spawn(process.execPath, [PROGRAM, 'serve', ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.ended = once(this.child, 'close').then(([code, signal]) => ({ code, signal }));
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
    });
    onTestFinished(async () => {
      this.child.kill('SIGKILL');
      await this.ended;
    });
  }

  /** Starts one; resolves when it serves, or when it has ended. */
  static async start(args: readonly string[], cwd: string = ROOT): Promise<Serving> {
    const serving = new Serving(args, cwd);
    const said = new Promise<void>((resolve) => {
      serving.child.stdout?.on('data', () => {
        if (serving.out.endsWith('\n')) resolve();
      });
    });
    await Promise.race([said, serving.ended]);
    return serving;
  }

  async stop(
    signal: NodeJS.Signals = 'SIGINT',
  ): Promise<{ readonly code: number | null; readonly signal: string | null }> {
    this.child.kill(signal);
    return this.ended;
  }
}
