/** A report as somebody meets it who got it with a bug report: a file, without a network. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { tantalum } from '../cli/support.ts';
import { HAS_BROWSER, type Opened, TestStudio, violations } from './browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'tantalum-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MARKUP = '</script><img src=x onerror="window.taken=1">';
const HOSTILE = [
  JSON.stringify({ format: 'ffa-trace', version: 1, guest: MARKUP, machine: { about: MARKUP } }),
  JSON.stringify({ seq: 1, from: MARKUP, in: ['0x84000063'], out: ['0x10002'] }),
  JSON.stringify({
    ...{ seq: 2, from: MARKUP, in: ['0x84000077', '0x9'], out: ['0x84000060', '0x0', '0xfffffffa'] },
    refusal: { rule: MARKUP, status: 'DENIED' },
  }),
].join('\n');

/** A scenario that expects two refusals less than there are. */
function missed(): string {
  return readFileSync('machines/three-worlds.yaml', 'utf8')
    .replace('refused: reclaim/held, ', '')
    .replace(', refused: retrieve/unfinished', '');
}

/** What a command writes as a report, and where. */
function reportOf(args: readonly string[], input = ''): string {
  const file = join(folder, 'report.html');
  const { out, err } = tantalum(args, { input });
  if (!out.includes('</html>')) throw new Error(err);
  writeFileSync(file, out);
  return pathToFileURL(file).href;
}

describe.runIf(HAS_BROWSER)('a report', () => {
  const studio = new TestStudio();
  const open = async (address: string, options?: BrowserContextOptions): Promise<Opened> => {
    const opened = await studio.open(address, options);
    await opened.page.locator('#event-title').waitFor();
    return opened;
  };
  const run = (options?: BrowserContextOptions) =>
    open(reportOf(['run', '-', '--html', '-'], missed()), options);

  test('opens from a file at the first step that went wrong, and reaches for nothing', async () => {
    const { page, complaints, requests } = await run({ offline: true });

    expect(await page.title()).toBe('standard input - Tantalum report');
    expect(await page.locator('.summary .bad').textContent()).toMatch(/^43 steps, \d not as expected$/);
    expect(await page.locator('#event-title').textContent()).toBe('call 17, linux');
    expect(await page.locator('.why p').first().textContent()).toContain(
      'was refused with DENIED by reclaim/held',
    );
    expect(await page.locator('#page-title').textContent()).toBe('Page 0x40100000');
    expect(await page.locator('.facts-of dd').first().textContent()).toBe('linux');
    expect(await page.locator('.lane-names li').allInnerTexts()).toEqual(['linux', 'vault', 'notary']);
    expect(complaints).toEqual([]);
    expect(requests.map((url) => new URL(url).protocol)).toEqual(['file:', 'blob:']);
  });

  test('goes to a step where its summary is followed, and through time with keys', async () => {
    const { page } = await run();

    await page.locator('.summary a').nth(1).click();
    await page.locator('#event-title:not(:has-text("call 17,"))').waitFor();
    await page.goBack();
    await page.locator('.summary a').first().click();
    await page.locator('#event-title', { hasText: 'call 17, linux' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.locator('#event-title', { hasText: 'call 18, vault' }).waitFor();
  });

  test('gives the recording back as it was', async () => {
    const { page } = await run();
    const downloading = page.waitForEvent('download');

    await page.getByRole('button', { name: 'Save the recording' }).click();

    const download = await downloading;
    const saved = join(folder, 'saved.ndjson');
    await download.saveAs(saved);
    expect(download.suggestedFilename()).toBe('standard input.ndjson');
    expect(readFileSync(saved, 'utf8')).toBe(tantalum(['run', '-', '--json'], { input: missed() }).out);
  });

  test('shows what a hostile recording says, and does nothing of it', async () => {
    const { page, complaints, requests } = await open(reportOf(['trace', '-', '--to', 'html'], HOSTILE));

    expect(await page.locator('#event-title').textContent()).toBe(`call 2, ${MARKUP}`);
    expect(await page.evaluate('"taken" in window')).toBe(false);
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
    expect(requests.map((url) => new URL(url).protocol)).toEqual(['file:', 'blob:']);
  });

  test('runs no script and reaches no host but what is in it', async () => {
    const { page } = await run();

    const outcome = await page.evaluate(`(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.taken = 1';
      document.body.append(script);
      const reached = await fetch('http://127.0.0.2:9/').then(() => 'reached', () => 'blocked');
      return { taken: 'taken' in window, reached };
    })()`);

    expect(outcome).toEqual({ taken: false, reached: 'blocked' });
  });

  test('tells what came of it without JavaScript', async () => {
    const { page } = await studio.open(reportOf(['run', '-', '--html', '-'], missed()), {
      javaScriptEnabled: false,
    });

    expect(await page.locator('.summary').first().textContent()).toContain(
      'not as expected: it was refused: reclaim/held',
    );
    expect(await page.locator('noscript').textContent()).toContain('need JavaScript');
  });

  test('says that there is no call in it', async () => {
    const { page } = await studio.open(reportOf(['run', 'machines/served.yaml', '--html', '-']));

    await page.getByText('Nothing can be shown: there is no call in it.').waitFor();
  });

  test.each(['light', 'dark'] as const)('is there for everybody in %s', async (colorScheme) => {
    const { page } = await run({ colorScheme });
    await page.getByText('As a table').click();
    await page.getByText('Keys', { exact: true }).click();
    await page.getByRole('columnheader', { name: 'Address' }).waitFor();

    expect(await violations(page)).toEqual([]);
  });

  test('fits on a phone', async () => {
    const { page } = await run({ viewport: { width: 390, height: 844 } });

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await violations(page)).toEqual([]);
  });
});
