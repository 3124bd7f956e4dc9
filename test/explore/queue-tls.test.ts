/** A campaign over a queue behind TLS, with a certificate that nobody has signed but itself. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { tantalum } from '../cli/support.ts';
import { isInstalled } from '../installed.ts';
import { REDIS, RedisServer } from './redis-server.ts';
import { endAll, startWith } from './started.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 60_000 });

const OPENSSL = isInstalled('openssl', 'queues behind TLS');

describe.runIf(REDIS && OPENSSL)('a queue behind TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tantalum-tls-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  let server: RedisServer;
  let url = '';

  beforeAll(async () => {
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    const made = ['-keyout', key, '-out', certificate];
    execFileSync('openssl', ['req', '-x509', ...kind, ...names, ...made], { stdio: 'ignore' });
    server = await RedisServer.startWithTls(key, certificate);
    url = `rediss://127.0.0.1:${server.port}`;
  });
  afterAll(async () => {
    endAll();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  test('is refused while nobody trusts its certificate, and the user is told what to do', () => {
    const { code, err } = tantalum(['worker', '--queue', url]);

    expect(err).toContain(`no queue at ${url}: self-signed certificate`);
    expect(err).toContain('NODE_EXTRA_CA_CERTS');
    expect(code).toBe(2);
  });

  test('is not spoken to without TLS, and the user is told how', () => {
    const { code, err } = tantalum(['worker', '--queue', `redis://127.0.0.1:${server.port}`]);

    expect(err).toContain('What is there may speak nothing but TLS: that is rediss://.');
    expect(code).toBe(2);
  });

  test('is asked for in vain where the server has no TLS, and the user is told what may be wrong', async () => {
    const plain = await RedisServer.start();
    onTestFinished(() => plain.stop());

    const { code, err } = tantalum(['worker', '--queue', `rediss://127.0.0.1:${plain.port}`]);

    expect(err).toContain('does not speak TLS: that is redis://');
    expect(code).toBe(2);
  });

  test('serves explorers and workers that trust it', async () => {
    const trusting = { NODE_EXTRA_CA_CERTS: certificate };
    const worker = startWith(trusting, 'worker', '--queue', url, '--workers', '1');
    const explorer = startWith(trusting, 'explore', '--calls', '30', '--json', '--queue', url);

    expect(await explorer.ended).toBe(0);
    expect(JSON.parse(explorer.out())).toMatchObject({ calls: 30, found: [] });
    worker.process.kill('SIGINT');
    expect(await worker.ended).toBe(130);
  });
});
