/** `--studio` of run and serve: what a page that watches gets, and what is left when it goes. boot's is tested with a guest. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { Client } from '../serve/client.ts';
import { asking, UUIDS } from '../serve/served.ts';
import { LiveClient } from '../studio/live-client.ts';
import { PROGRAM, ROOT, tantalum } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Starts a command that shows its run, and answers where. */
async function shown(
  args: readonly string[],
): Promise<{ readonly program: ChildProcess; readonly address: string }> {
  const program = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => {
    program.kill('SIGKILL');
  });
  let said = '';
  while (!/ at \S+\n/.test(said)) said += String((await once(program.stderr!, 'data'))[0]);
  const [, address = ''] = /The studio is at (\S+)\n/.exec(said) ?? [];
  return { program, address };
}

describe('run --studio', () => {
  test('keeps the run for pages, as a recording that replay plays', async () => {
    const { program, address } = await shown(['run', 'machines/three-worlds.yaml', '--studio']);
    const page = await LiveClient.open({ address });
    const { header, takesFaults } = await page.first('run');
    page.say({ kind: 'follow', from: 0 });

    expect(await page.first('ended')).toEqual({ kind: 'ended', how: '43 steps, all as expected.' });
    expect(takesFaults).toBe(false);
    const saved = join(folder, 'saved.ndjson');
    writeFileSync(saved, [JSON.stringify(header), ...page.events.map(([, line]) => line), ''].join('\n'));
    expect(tantalum(['replay', saved]).out).toMatch(/saved\.ndjson: \d+ events, all as recorded\n$/);

    program.kill('SIGINT');
    expect(await once(program, 'exit')).toEqual([0, null]);
  });

  test('ends as the run did', async () => {
    const fault = 'FFA_MEM_RECLAIM=BUSY';
    const { program, address } = await shown([
      'run',
      'machines/three-worlds.yaml',
      '--studio',
      '--inject',
      fault,
    ]);
    const page = await LiveClient.open({ address });
    page.say({ kind: 'follow', from: 0 });
    expect((await page.first('ended')).how).toMatch(/^43 steps, \d+ not as expected\.$/);

    program.kill('SIGTERM');
    expect(await once(program, 'exit')).toEqual([1, null]);
    expect(await page.closed).toBe(1001);
  });

  test('says what is wrong with the file, and shows nothing', () => {
    expect(tantalum(['run', 'nothing.yaml', '--studio'])).toMatchObject({ code: 2, out: '' });
  });
});

describe('serve --studio', () => {
  test('shows calls as they are made, and takes faults from the page', async () => {
    const devices = join(folder, 'ffa');
    const { program, address } = await shown([
      'serve',
      'machines/served.yaml',
      '--devices',
      devices,
      '--studio',
    ]);
    const page = await LiveClient.open({ address });
    expect((await page.first('run')).takesFaults).toBe(true);
    page.say({ kind: 'follow', from: 0 });
    const vault = await Client.open(join(devices, 'linux', UUIDS.vault));

    page.say({ kind: 'inject', rules: ['FFA_MSG_SEND_DIRECT_REQ=BUSY'] });
    await page.first('faults');
    expect(await vault.refused('REQUEST', asking(1))).toMatchObject({ errno: 16, status: -4 });
    expect((await vault.call('REQUEST', asking(1))).data[0]).toBe(0xffff_fffen);

    await page.line(/"injected":true/);
    await page.line(/"from":"vault","in":\["0x84000070"/);
    program.kill('SIGINT');
    expect(await once(program, 'exit')).toEqual([0, null]);
    expect(await page.closed).toBe(1001);
    expect((await page.first('ended')).how).toBe('The server was ended.');
  });
});
