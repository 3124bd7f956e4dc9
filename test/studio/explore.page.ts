/** The explore page as a user meets it. */

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { worldNamed } from '../../src/core/explore/worlds/registry.ts';
import { Search } from '../../src/core/explore/worlds/search.ts';
import { HAS_BROWSER, TestStudio, violations } from './browser.ts';
import { plantedBatch, plantedReport, plantedResults } from './planted.ts';

const CLOSED = 'Closed: there is no other state, and all is as it has to be.';

describe.runIf(HAS_BROWSER)('the explore page', () => {
  const studio = new TestStudio();
  let report = '';
  let results = '';
  beforeAll(() => {
    const batch = plantedBatch();
    report = plantedReport(batch);
    results = plantedResults(batch);
  });

  const open = async (options = {}) => {
    const opened = await studio.open(`${studio.address}#/explore`, options);
    await opened.page.locator('form.plan').waitFor();
    return opened;
  };
  /** Takes a campaign of so many calls. */
  const take = async (page: Page, calls: number) => {
    await page.getByRole('spinbutton', { name: 'Calls' }).fill(String(calls));
    await page.getByRole('button', { name: 'Start' }).click();
  };
  const give = (page: Page, name: string, text: string) =>
    page
      .getByLabel('Open a report')
      .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

  test('takes walks and shows what was met, as a map and as a table', async () => {
    const { page, complaints, requests } = await open();

    await take(page, 400);
    await page.getByText('All is as it has to be.', { exact: true }).waitFor();

    expect(await page.locator('#progress-title').textContent()).toBe('400 of 400 calls');
    expect(await page.getByRole('progressbar').getAttribute('value')).toBe('400');
    await page.getByText('As a table').click();
    const rows = page.locator('.tally tbody tr');
    const [, met, all] =
      /^(\d+) of (\d+) met$/.exec((await page.getByText(/ of \d+ met$/).textContent()) ?? '') ?? [];
    expect(await rows.count()).toBe(Number(all));
    expect(await rows.filter({ hasNotText: 'not met' }).count()).toBe(Number(met));
    expect(await rows.first().locator('td').first().textContent()).toBe('not met');
    expect(complaints).toEqual([]);
    expect(requests.every((url) => url.startsWith(studio.address))).toBe(true);
  });

  test('goes from cell to cell with keys, and says what each is', async () => {
    const { page } = await open();
    await give(page, 'report.json', report);
    await page.getByText('Something is wrong').waitFor();

    await page.keyboard.press('m');
    await page.keyboard.press('Home');
    await page.locator('.cell strong', { hasText: 'send/dynamic-buffer' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.locator('.cell strong', { hasText: 'descriptor/header-cut' }).waitFor();
    await page.locator('#coverage canvas').click({ position: { x: 96 + 8, y: 8 } });
    await page.locator('.cell strong', { hasText: 'send/dynamic-buffer' }).waitFor();
    await page.getByRole('button', { name: 'Manager' }).click();
    await page.getByRole('heading', { name: 'Rules of the manager' }).waitFor();
  });

  test('stops and goes on, and has the same in the end as without', async () => {
    const { page } = await open();
    await page.getByLabel(/ask the specification/).uncheck();
    await take(page, 40_000);
    await page.getByRole('heading', { name: /^[1-9][\d,]* of 40,000 calls/ }).waitFor();

    await page.keyboard.press('s');
    await page.getByText('It was stopped.').waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: '40,000 of 40,000 calls' }).waitFor();
    await page.getByText('40 walks').waitFor();
    await page.getByText('All is as it has to be.', { exact: true }).waitFor();
  });

  test('takes walks on a machine of the repository and on a file, and says what is wrong with one', async () => {
    const { page, complaints } = await open();
    const ownFile = (text: string) =>
      page
        .getByLabel('Open a machine file')
        .setInputFiles({ name: 'mine.yaml', mimeType: 'text/plain', buffer: Buffer.from(text) });

    await page.getByRole('combobox', { name: 'Machine' }).selectOption('machines/linux-driver.yaml');
    await page.getByText('tantalum explore --machine machines/linux-driver.yaml').waitFor();
    await take(page, 300);
    await page.getByText('All is as it has to be.', { exact: true }).waitFor();

    await ownFile('partitions: 7');
    await page.getByText('tantalum explore --machine mine.yaml').waitFor();
    await take(page, 300);
    await page.getByText('The machine file has mistakes:').waitFor();
    expect(await page.locator('.mistakes').textContent()).toContain(
      'line 1, column 13: partitions is 7, expected a map of partitions by name',
    );

    await ownFile(readFileSync('machines/guests.yaml', 'utf8'));
    await take(page, 300);
    await page.getByText('The specification was left aside: its hypervisor mediates.').waitFor();
    await page.getByText('All is as it has to be.', { exact: true }).waitFor();
    expect(await page.locator('.mistakes').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('takes no walk for a number that is none, and says why the specification is left aside', async () => {
    const { page } = await open();
    await take(page, -5);
    expect(await page.locator('input:invalid').count()).toBe(1);
    expect(await page.locator('#progress-title').count()).toBe(0);

    await page.getByLabel('Manager as').selectOption('hafnium');
    await take(page, 50);

    await page.getByText('The specification was left aside: profile hafnium departs from it.').waitFor();
    await page.getByRole('heading', { name: 'Rules of the manager' }).waitFor();
  });

  test.each(['report', 'results'] as const)(
    'opens a %s, and the run of what it found at the failing call',
    async (kind) => {
      const { page } = await open();
      await give(page, kind, kind === 'report' ? report : results);

      await page.getByRole('heading', { name: 'Something is wrong' }).waitFor();
      expect(await page.locator('.found strong').textContent()).toBe('walk 0');
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save found-5-0.yaml' }).click();
      expect((await download).suggestedFilename()).toBe('found-5-0.yaml');
      await page.getByRole('link', { name: 'Open the run at the failing call' }).click();
      await page.locator('#event-title').waitFor();
      const [, now, all] =
        /^event (\d+) of (\d+)$/.exec((await page.locator('.slider output').textContent()) ?? '') ?? [];
      expect(now).toBe(all);
      expect(await page.locator('.inspector').textContent()).toContain('FFA_MEM_LEND');
      expect(await page.getByLabel('Machine file').inputValue()).toContain('function: FFA_MEM_LEND');

      await page.goBack();
      await page.getByRole('heading', { name: 'Something is wrong' }).waitFor();
    },
  );

  test('explores a small world until it is closed, with a chart and its table, and stops one that is too large', async () => {
    const { page, complaints } = await open();

    await page.keyboard.press('w');
    await page.getByRole('button', { name: 'Explore', exact: true }).click();
    await page.getByText(CLOSED).waitFor();

    const [states, edges, depth, left] = await page.locator('.figures dd').allInnerTexts();
    const search = new Search(worldNamed('loans-small')!.make());
    search.advance(10_000);
    expect([states, edges, depth, left]).toEqual(
      [search.met.states, search.met.edges, search.met.depth, 0].map((value) => value.toLocaleString('en')),
    );
    await page.getByText('As a table').click();
    expect(await page.locator('.tally').first().locator('tbody tr').count()).toBe(search.met.depth + 1);
    await page.getByRole('heading', { name: `${search.met.rules.size} rules seen` }).waitFor();

    await page.getByLabel('World').selectOption('loans');
    await page.getByRole('button', { name: 'Explore', exact: true }).click();
    await page.locator('#world-title', { hasText: /^loans$/ }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText(/^Not closed: [\d,]+ states are known that were not gone on from\.$/).waitFor();
    expect(complaints).toEqual([]);
  });

  test('lives on after files that are none, and says what is wrong with each', async () => {
    const { page } = await open();
    const markup = '<img src=x onerror="window.taken=1">';
    const hostile: readonly (readonly [text: string, said: string])[] = [
      ['', 'line 1, column 1: campaign is missing'],
      [markup, 'line 1, column 1: the file is'],
      [report.slice(0, 200), 'line 1'],
      [report.replace('{', `{\n${JSON.stringify(markup)}:1,`), 'line 2, column 1: unknown key <img'],
      [`${results}{}\n`, 'line 3, column 1: this is no result of a campaign'],
    ];

    for (const [index, [text, said]] of hostile.entries()) {
      await give(page, `hostile-${index}`, text);
      await page.getByText(`hostile-${index} cannot be shown:`).waitFor();
      expect(await page.locator('.mistakes').textContent()).toContain(said);
    }
    expect(await page.evaluate('"taken" in window')).toBe(false);

    await give(page, 'report.json', report);
    await page.getByRole('heading', { name: 'Something is wrong' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test.each(['light', 'dark'] as const)('is there for everybody in %s', async (colorScheme) => {
    const { page } = await open({ colorScheme });
    expect(await violations(page)).toEqual([]);

    await give(page, 'report.json', report);
    await page.getByText('As a table').click();
    await page.getByText('Keys', { exact: true }).click();
    await page.locator('.tally').waitFor();
    expect(await violations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Small worlds' }).click();
    await page.getByRole('button', { name: 'Explore', exact: true }).click();
    await page.getByText(CLOSED).waitFor();
    await page.getByText('As a table').click();
    expect(await violations(page)).toEqual([]);
  });

  test('fits on a phone', async () => {
    const { page } = await open({ viewport: { width: 390, height: 844 } });
    await give(page, 'report.json', report);
    await page.getByText('As a table').click();
    await page.locator('.tally').waitFor();

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await violations(page)).toEqual([]);
  });
});
