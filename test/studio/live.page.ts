/** A run that goes on, as a user watches it: `tantalum serve --studio` with a client on its sockets. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PROGRAM, ROOT, tantalum } from '../cli/support.ts';
import { Client } from '../serve/client.ts';
import { asking, UUIDS } from '../serve/served.ts';
import { HAS_BROWSER, TestStudio, violations } from './browser.ts';

/** A server with a studio, and a client of it. */
async function serving(): Promise<{
  readonly program: ChildProcess;
  readonly address: string;
  readonly client: Client;
  readonly folder: string;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
  const devices = join(folder, 'ffa');
  const args = ['serve', 'machines/served.yaml', '--devices', devices, '--studio'];
  const program = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => {
    program.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  const [said] = await once(program.stderr!, 'data');
  const [, address = ''] = /The studio is at (\S+)/.exec(String(said)) ?? [];
  const client = await Client.open(join(devices, 'linux', UUIDS.vault));
  return { program, address, client, folder };
}

describe.runIf(HAS_BROWSER)('a live run', () => {
  const studio = new TestStudio();

  test('is seen as it goes on, stands still, takes faults, is saved, and ends', async () => {
    const { program, address, client, folder } = await serving();
    const { page, complaints } = await studio.open(address);
    const panel = page.getByRole('complementary', { name: 'Live run' });
    const ask = () => client.call('REQUEST', asking(1));
    await panel.getByText('Live.', { exact: true }).waitFor();
    const output = page.locator('.slider output');

    await ask();
    await page.locator('.events').getByText('FFA_MSG_SEND_DIRECT_RESP').first().waitFor();
    await page.locator('#event-title', { hasText: 'vault' }).waitFor();
    expect(await violations(page)).toEqual([]);

    await panel.getByRole('button', { name: 'Pause' }).click();
    await panel.getByText('Paused.').waitFor();
    const before = await output.textContent();
    await ask();
    await panel.getByText(/, \d+ of them not shown yet/).waitFor();
    expect(await output.textContent()).toBe(before);
    await panel.getByRole('button', { name: 'Go on' }).click();
    await output.filter({ hasNotText: before! }).waitFor();

    // Somebody looks at an earlier moment: it stays.
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    const moment = await page.getByRole('slider').inputValue();
    const follow = panel.getByRole('button', { name: 'Follow the end' });
    expect(await follow.getAttribute('aria-pressed')).toBe('false');

    const fault = panel.getByLabel('Calls that go wrong from now on');
    await fault.fill('FFA_MSG_SEND_DIRECT_REQ=BSY');
    await fault.press('Enter');
    await panel.getByRole('alert').getByText('At character 25 it needs interrupt, or one of').waitFor();
    await fault.fill('FFA_MSG_SEND_DIRECT_REQ=BUSY*2');
    await fault.press('Enter');
    await panel.getByRole('list', { name: 'Faults that are set' }).getByText('=BUSY*2').waitFor();
    expect(await client.refused('REQUEST', asking(1))).toMatchObject({ errno: 16, status: -4 });
    expect(await page.getByRole('slider').inputValue()).toBe(moment);
    await follow.click();
    await page.locator('.inspector').getByText('BUSY').first().waitFor();
    await panel.getByRole('button', { name: 'Remove FFA_MSG_SEND_DIRECT_REQ=BUSY*2' }).click();
    await panel.getByText('=BUSY*2').waitFor({ state: 'detached' });
    await ask();
    expect(await violations(page)).toEqual([]);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      panel.getByRole('button', { name: 'Save as recording' }).click(),
    ]);
    const saved = join(folder, 'saved.ndjson');
    await download.saveAs(saved);
    expect(readFileSync(saved, 'utf8')).toContain('"injected":true');
    expect(tantalum(['replay', saved]).out).toMatch(/\d+ events, all as recorded\n$/);

    // Who begins anew sees what comes, and how much was before.
    await panel.getByRole('button', { name: 'Begin anew' }).click();
    await output.filter({ hasText: 'event 0 of 0' }).waitFor();
    await ask();
    await panel.getByText(/^missed \d+ events/).waitFor();
    await page.keyboard.press('b');
    await output.filter({ hasText: 'event 0 of 0' }).waitFor();
    expect(await violations(page)).toEqual([]);

    program.kill('SIGINT');
    await panel.getByText('The run is over. The server was ended.').waitFor();
    await panel.getByRole('button', { name: 'Begin anew' }).waitFor({ state: 'detached' });
    await panel.getByText('Faults cannot be set on it.').waitFor();
    expect(complaints).toEqual([]);
  });

  test('is one that is over, which can be looked at as any other', async () => {
    const program = spawn(process.execPath, [PROGRAM, 'run', 'machines/three-worlds.yaml', '--studio'], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    onTestFinished(() => {
      program.kill('SIGKILL');
    });
    const [said] = await once(program.stderr, 'data');
    const { page } = await studio.open(/at (\S+)\n/.exec(String(said))?.[1]);

    await page.getByText('The run is over. 43 steps, all as expected.').waitFor();
    await page.getByRole('button', { name: 'Previous refusal' }).click();
    await page.locator('.why').first().waitFor();
    program.kill('SIGKILL');
    await once(program, 'exit');
    await page.getByRole('link', { name: 'Play a machine file' }).click();
    await page.getByLabel('Machine file').waitFor();
  });
});
