import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { INCOMING } from './qemu-process.ts';
import { type Qmp, QmpError } from './qmp.ts';

/** The event of a migration, and how it ends. */
const MIGRATION = 'MIGRATION';
const ENDS = ['completed', 'failed'];

/** The devices and processors of a machine that is stopped, as QEMU moves them to another QEMU. Memory that is shared with us is none of it. */
export async function saveDevices(qmp: Qmp): Promise<Uint8Array> {
  await prepare(qmp);
  const folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
  const socket = join(folder, 'devices');
  const server = createServer();
  try {
    const bytes = received(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(socket, resolve);
    });
    await move(qmp, 'migrate', `unix:${socket}`);
    return await bytes;
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
}

/** Gives a machine that was started to take them the devices and processors of another. It is stopped afterwards. `stream` leads to it. */
export async function loadDevices(qmp: Qmp, bytes: Uint8Array, stream: Duplex): Promise<void> {
  await prepare(qmp);
  stream.end(bytes);
  await move(qmp, 'migrate-incoming', `fd:${INCOMING}`);
}

async function prepare(qmp: Qmp): Promise<void> {
  const capabilities = ['x-ignore-shared', 'events'].map((capability) => ({ capability, state: true }));
  await qmp.run('migrate-set-capabilities', { capabilities });
}

async function move(qmp: Qmp, command: string, uri: string): Promise<void> {
  const end = qmp.status(MIGRATION, ENDS);
  await qmp.run(command, { uri });
  if ((await end) === 'failed') throw new QmpError(await whyFailed(qmp));
}

async function whyFailed(qmp: Qmp): Promise<string> {
  const { 'error-desc': why } = (await qmp.run('query-migrate')) as { readonly 'error-desc'?: string };
  return why ?? 'the migration has failed';
}

/** All that the first who connects says. */
function received(server: Server): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    server.once('connection', (socket) => {
      const parts: Buffer[] = [];
      socket
        .on('data', (part) => parts.push(part))
        .on('end', () => resolve(Uint8Array.from(Buffer.concat(parts))))
        .on('error', reject);
    });
  });
}
