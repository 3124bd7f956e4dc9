import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { LiveRun } from './live-run.ts';
import type { LiveSocket } from './live-socket.ts';
import { readFolder, type StaticFile } from './static-files.ts';

/** A file that somebody named on the command line, for a page to open. */
export interface ServedInput {
  /** Which page: that of bytes and logs, or that of machines and their recordings. */
  readonly page: 'decode' | 'run';
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A studio that is being served. */
export interface ServedStudio {
  /** Where to point a browser. */
  readonly address: string;
  close(): void;
}

export interface StudioOptions {
  /** Of the built studio. */
  readonly folder: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly input?: ServedInput | undefined;
  /** A run to watch: the address leads to it. */
  readonly live?: LiveRun | undefined;
}

const HOST = '127.0.0.1';

/** The policy of the page, which it has in itself as well, for the programs beside it; and nobody embeds it. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Nobody guesses what a file is. */
const HEADERS = {
  'Content-Security-Policy': POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
};

/**
 * Serves the studio to browsers of this machine, and nothing but it, the input and the run. Rejects with the error of the system when the port
 * cannot be had, or the folder cannot be read.
 */
export async function serveStudio({ folder, port, input, live }: StudioOptions): Promise<ServedStudio> {
  const files = readFolder(folder);
  const token = randomUUID();
  if (input !== undefined)
    files.set(`/input/${token}`, { type: 'application/octet-stream', bytes: input.bytes });
  const server = createServer((request, response) => answer(request, response, files, hostsOf(server)));
  const door = live === undefined ? undefined : await doorTo(live);
  if (door !== undefined)
    server.on('upgrade', (request, socket, head) => door.take(request, socket, head, hostsOf(server)));
  await listening(server, port);
  const root = `http://${HOST}:${portOf(server)}/`;
  const query = new URLSearchParams({ file: token, name: input?.name ?? '' });
  const page = input === undefined ? '' : `#/${input.page}?${query}`;
  return {
    address: `${root}${door === undefined ? page : `#/run?live=${door.token}`}`,
    close() {
      door?.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Who shows no run does not wait for what sockets take. */
async function doorTo(run: LiveRun): Promise<LiveSocket> {
  const { LiveSocket } = await import('./live-socket.ts');
  return new LiveSocket(run);
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** What a browser that was pointed here says. Another name, which leads here by a trick, is answered with nothing. */
function hostsOf(server: Server): readonly string[] {
  return [HOST, 'localhost'].map((name) => `${name}:${portOf(server)}`);
}

function answer(
  { method = '', url = '', headers }: IncomingMessage,
  response: ServerResponse,
  files: ReadonlyMap<string, StaticFile>,
  hosts: readonly string[],
): void {
  const [path = ''] = url.split('?');
  const file = files.get(path === '/' ? '/index.html' : path);
  if (!hosts.includes(headers.host ?? '')) refuse(response, 403, 'This is not the name of the studio.');
  else if (method !== 'GET' && method !== 'HEAD') refuse(response, 405, 'There is nothing to change here.');
  else if (file === undefined) refuse(response, 404, 'There is nothing of this name.');
  else send(response, file, method === 'HEAD');
}

function send(response: ServerResponse, { type, bytes }: StaticFile, headOnly: boolean): void {
  response.writeHead(200, { ...HEADERS, 'Content-Type': type, 'Content-Length': bytes.length });
  response.end(headOnly ? undefined : bytes);
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${why}\n`);
}
