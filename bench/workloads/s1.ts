import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DATA_RW } from '#core/abi/bits.js';
import type { Bench, Workload } from '../bench.ts';
import { median } from '../measure.ts';
import { question, SocketClient } from '../socket-client.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const VAULT = '378daedc-f06b-4446-8314-40ab933c87a3';
const NO_SESSION = '0'.repeat(32);
/** By the clock, there and back. */
const MOST_NS = 60_000;
const CALLS = 20_000;

/** Another process asks: tantalum serve answers, as it is started from the command line. */
export const s1: Workload = {
  about: 'calls over device sockets, there and back',
  async run(bench) {
    const folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
    const server = spawn(
      process.execPath,
      ['bin/tantalum', 'serve', 'machines/served.yaml', '--devices', folder],
      {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    try {
      await once(server.stdout, 'data');
      await timeCalls(bench, join(folder, 'linux'));
    } finally {
      server.kill('SIGINT');
      await once(server, 'close');
      rmSync(folder, { recursive: true });
    }
  },
};

async function timeCalls(bench: Bench, folder: string): Promise<void> {
  const hello = { oldest: 1, newest: 1 };
  const self = await SocketClient.connect(join(folder, 'self'));
  const { token: session } = await self.call('HELLO', { ...hello, session: NO_SESSION });
  const vault = await SocketClient.connect(join(folder, VAULT));
  const { token } = await vault.call('HELLO', { ...hello, session });
  const { address } = await self.call('ALLOCATE', { pages: 1 });

  const request = question('REQUEST', { width: 32, data: [1n, 2n, 3n, 4n, 5n] });
  await note(bench, 'a direct request and its response, p50', MOST_NS, async () => {
    if ((await vault.send(request)).code !== 0) throw new Error('the partition does not answer');
  });
  const share = {
    ...{ flags: 0, attributes: 0, tag: 0n },
    borrowers: [{ token, permissions: DATA_RW, flags: 0 }],
    constituents: [{ address, pages: 1 }],
  };
  await note(bench, 'a page shared and reclaimed, two calls, p50', 2 * MOST_NS, async () => {
    const { handle } = await self.call('SHARE', share);
    await self.call('RECLAIM', { handle, flags: 0 });
  });
  vault.close();
  self.close();
}

/** Times each of many calls by the clock, after as many for warming up, and notes the median. */
async function note(bench: Bench, name: string, most: number, call: () => Promise<void>): Promise<void> {
  const count = bench.effort.samples > 10 ? CALLS : CALLS / 100;
  const times: number[] = [];
  for (let done = 0; done < 2 * count; done++) {
    const start = process.hrtime.bigint();
    await call();
    if (done >= count) times.push(Number(process.hrtime.bigint() - start));
  }
  bench.note(name, median(times), most);
}
