/** `tantalum studio`: what it serves, and to whom. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServedStudio, serveStudio } from '../../src/node/studio/static-server.ts';
import { PROGRAM, ROOT, tantalum } from './support.ts';

const CAPTURE = join(ROOT, 'test/fixtures/captures/share-v1.2-1page.bin');
const folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
writeFileSync(join(folder, 'index.html'), '<!doctype html>');
writeFileSync(join(folder, 'program.js'), 'export {};');
afterAll(() => rmSync(folder, { recursive: true }));

describe('what is served', () => {
  let served: ServedStudio;
  beforeAll(async () => {
    served = await serveStudio({
      folder,
      port: 0,
      input: { page: 'decode', name: 'a b.bin', bytes: Uint8Array.of(1, 2) },
    });
  });
  afterAll(() => served.close());

  test.each([
    ['', 'text/html; charset=utf-8', '<!doctype html>'],
    ['index.html', 'text/html; charset=utf-8', '<!doctype html>'],
    ['program.js?v=1', 'text/javascript; charset=utf-8', 'export {};'],
  ])('is the file of /%s', async (path, type, body) => {
    const response = await fetch(new URL(`/${path}`, served.address));

    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(await response.text()).toBe(body);
  });

  test('is the input under a name that only the address knows', async () => {
    const fields = new URLSearchParams(new URL(served.address).hash.split('?')[1]);

    expect(fields.get('name')).toBe('a b.bin');
    const input = await fetch(new URL(`/input/${fields.get('file')}`, served.address));
    expect([...new Uint8Array(await input.arrayBuffer())]).toEqual([1, 2]);
    expect((await fetch(new URL('/input/', served.address))).status).toBe(404);
  });

  test.each(['/../package.json', '/%2e%2e/package.json', '/nothing', '//index.html'])(
    'is nothing else: %s',
    async (path) => {
      expect(await statusOf(served, { path })).toBe(404);
    },
  );

  test('is nothing to those who come by another name, or want to change something', async () => {
    expect(await statusOf(served, { path: '/', headers: { host: 'rebound.example' } })).toBe(403);
    expect(await statusOf(served, { path: '/', method: 'POST' })).toBe(405);
    expect(await statusOf(served, { path: '/', method: 'HEAD' })).toBe(200);
  });
});

/** Asks for a path as it stands, which `fetch` would not. */
async function statusOf({ address }: ServedStudio, options: object): Promise<number | undefined> {
  const { hostname, port } = new URL(address);
  const asked = request({ hostname, port, ...options }).end();
  const [response] = await once(asked, 'response');
  response.resume();
  return response.statusCode;
}

/** What a program says first there. Throws what else it has said when it ends before, as it does where the studio is not built. */
async function firstOf(
  { stdout, stderr }: ChildProcessWithoutNullStreams,
  stream: 'stdout' | 'stderr',
): Promise<string> {
  const streams = { stdout, stderr };
  const chunks = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    streams[name].on('data', (chunk) => {
      chunks[name] += chunk;
    });
  await Promise.race([once(streams[stream], 'data'), once(streams[stream], 'end')]);
  if (chunks[stream] === '') throw new Error(`it ended and said: ${chunks.stdout}${chunks.stderr}`);
  return chunks[stream];
}

describe('tantalum studio', () => {
  test('serves a file until it is told to end', async () => {
    const program = spawn(process.execPath, [PROGRAM, 'studio', CAPTURE, '--json'], { cwd: ROOT });
    const { address } = JSON.parse(await firstOf(program, 'stdout'));

    const fields = new URLSearchParams(new URL(address).hash.split('?')[1]);
    const input = await fetch(new URL(`/input/${fields.get('file')}`, address));
    expect(Buffer.from(await input.arrayBuffer())).toEqual(readFileSync(CAPTURE));
    expect(await (await fetch(address)).text()).toContain("default-src 'none'");

    program.kill('SIGTERM');
    expect(await once(program, 'exit')).toEqual([0, null]);
  });

  test.each([
    ['a machine file', ['machines/both.yaml'], '', '#/run?'],
    ['a recording', ['-'], '{"format":"ffa-trace","version":1}\n', '#/run?'],
    ['results of a campaign', ['-'], '{"format":"tantalum exploration 2"}\n', '#/decode?'],
    ['bytes', [CAPTURE], '', '#/decode?'],
    ['a log', ['-'], 'ffa: FFA_ERROR\n', '#/decode?'],
  ])('opens the page for %s', async (_, args, typed, page) => {
    const program = spawn(process.execPath, [PROGRAM, 'studio', ...args, '--json'], { cwd: ROOT });
    program.stdin.end(typed);
    const { address } = JSON.parse(await firstOf(program, 'stdout'));
    program.kill('SIGTERM');

    expect(new URL(address).hash).toContain(page);
  });

  test.each([
    ['no port', ['--port', 'x'], 'A port is a number up to 65535.'],
    ['a port beyond all', ['--port', '65536'], 'A port is a number up to 65535.'],
    ['a file that is not there', ['nothing.bin'], 'there is no file nothing.bin'],
  ])('says what is wrong with %s', (_, args, said) => {
    const { code, err } = tantalum(['studio', ...args]);

    expect(err).toContain(said);
    expect(code).toBe(2);
  });

  test('says when a port is taken', async () => {
    const served = await serveStudio({ folder, port: 0 });
    const { port } = new URL(served.address);
    const program = spawn(process.execPath, [PROGRAM, 'studio', '--port', port], { cwd: ROOT });

    expect(await firstOf(program, 'stderr')).toContain(`port ${port} is taken`);
    expect(await once(program, 'exit')).toEqual([2, null]);
    served.close();
  });
});
