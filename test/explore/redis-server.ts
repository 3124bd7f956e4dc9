/** A redis-server of a test's own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalledInCi } from '../installed.ts';

export const REDIS: boolean = isInstalledInCi('redis-server', 'campaigns over a queue');

/** A server that keeps nothing on disk. */
export class RedisServer {
  readonly port: number;
  private readonly folder: string = mkdtempSync(join(tmpdir(), 'tantalum-redis-'));
  private readonly process: ChildProcess;

  private constructor(port: number, args: readonly string[], plain = true) {
    this.port = port;
    const quiet = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', this.folder];
    this.process = spawn('redis-server', ['--port', plain ? String(port) : '0', ...quiet, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  }

  /** Starts one at a port, by default at one that is free, and waits until it listens. */
  static async start(args: readonly string[] = [], port?: number): Promise<RedisServer> {
    return new RedisServer(port ?? (await freePort()), args).listening();
  }

  /** The same behind TLS, and without it nowhere. */
  static async startWithTls(key: string, certificate: string): Promise<RedisServer> {
    const port = await freePort();
    const files = ['--tls-key-file', key, '--tls-cert-file', certificate, '--tls-auth-clients', 'no'];
    return new RedisServer(port, ['--tls-port', String(port), ...files], false).listening();
  }

  private async listening(): Promise<this> {
    let said = '';
    for await (const part of this.process.stdout ?? []) {
      said += String(part);
      if (said.includes('Ready to accept connections')) break;
    }
    // Reading ended with the loop; what it says from now on is of no interest.
    return this;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Ends it at once, as a machine does that loses its power. */
  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill('SIGKILL');
      await once(this.process, 'exit');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
