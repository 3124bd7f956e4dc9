/** The run page as a user meets it. */

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { HAS_BROWSER, TestStudio, violations } from './browser.ts';

/** A reclaim that is stuck, in the words that the page has for it. */
const STUCK = [
  'FFA_MEM_RECLAIM of linux (call 17) was refused with DENIED by reclaim/held: it must hold that no borrower has the memory any more.',
  'linux shared a page with call 12 (handle 0x7); vault retrieved it with call 14 and has not relinquished it.',
  'The way out: vault relinquishes 0x7 (FFA_MEM_RELINQUISH), then linux reclaims 0x7 (FFA_MEM_RECLAIM).',
];

/** The scenario that the page starts with is over. */
async function ran(page: Page): Promise<void> {
  await page.locator('.inspector h2').first().waitFor();
}

async function inspected(page: Page): Promise<string | null> {
  return page.locator('#event-title').textContent();
}

describe.runIf(HAS_BROWSER)('the run page', () => {
  const studio = new TestStudio();
  const open = async () => {
    const opened = await studio.open(`${studio.address}#/run`);
    await ran(opened.page);
    return opened;
  };

  test('tells of a stuck reclaim who holds the page, and the way out', async () => {
    const { page, complaints } = await open();

    expect(await inspected(page)).toBe('call 17, linux');
    expect(await page.locator('.why p').allInnerTexts()).toEqual([...STUCK, 'More about reclaim/held']);
    expect(await page.locator('#page-title').textContent()).toBe('Page 0x40100000');
    expect(await page.locator('.facts-of dd').nth(1).textContent()).toBe(
      'its owner, and who borrows it: vault',
    );
    expect(complaints).toEqual([]);
  });

  test('goes through time both ways, and everything follows', async () => {
    const { page } = await open();
    const access = page.locator('.facts-of dd').nth(1);
    // Chosen, so that it stays while time goes on.
    await page.getByText('As a table').click();
    await page.getByRole('button', { name: '0x40100000' }).click();

    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    await page.getByText('Nothing has happened yet.').waitFor();
    expect(await access.textContent()).toBe('its owner alone');

    await page.keyboard.press('End');
    await page.locator('#event-title', { hasText: 'after call 43' }).waitFor();
    expect(await access.textContent()).toBe('its owner alone');

    // The slider has the focus, and leaves letters to the page.
    await page.keyboard.press('/');
    await page.locator('#search:focus').waitFor();

    await page
      .locator('.steps')
      .first()
      .getByRole('button', { name: /^call 12,/ })
      .click();
    await page.locator('#event-title', { hasText: 'call 12' }).waitFor();
    expect(await access.textContent()).toBe('sent, and not retrieved');
    expect(await page.locator('.events tr.selected th').first().textContent()).toBe('call 12, linux');
  });

  test('tells whose mailboxes are whose at the moment', async () => {
    const { page } = await open();
    const vault = page.locator('.endpoint', { hasText: 'vault' });

    expect(await vault.locator('dd').allInnerTexts()).toEqual([
      '0x1000 of vault now',
      '0x2000 of the manager now',
    ]);
    await page.getByRole('button', { name: /^call 14, vault$/ }).click();
    await vault.getByText('0x2000 of vault now').waitFor();
    await vault.getByRole('button', { name: '0x2000' }).click();
    await page.locator('#page-title', { hasText: 'Page 0xe001000' }).waitFor();
  });

  test('shows the life of a transaction', async () => {
    const { page } = await open();

    await page.getByRole('button', { name: 'Its transaction' }).click();
    await page.getByText('Now: vault has it.').waitFor();
    expect(await page.locator('section[aria-labelledby=transaction-title] li').allInnerTexts()).toEqual([
      'call 12, linux: sent',
      'call 14, vault: retrieved',
      'call 18, vault: relinquished',
      'call 19, linux: over',
      'call 12, linux: 112 bytes, 1 page',
    ]);
    expect(await page.getByRole('table', { name: 'Receivers' }).locator('td').allInnerTexts()).toEqual([
      'RW',
      'RW',
      'RW, NX',
    ]);
  });

  test('has parcels of Gunyah beside transactions of FF-A', async () => {
    const { page } = await studio.open(`${studio.address}#/run?machine=both`);
    await ran(page);
    await page.getByRole('searchbox').fill('function:MEM_SHARE by:linux rule:send/held');
    await page.getByRole('searchbox').press('Enter');

    await page.getByText('guest accepted it with call 11 and has not released it').waitFor();
    await page.getByRole('button', { name: 'Its transaction' }).click();
    await page.locator('#transaction-title', { hasText: 'share of linux, parcel 0x0, 1 page' }).waitFor();
  });

  test('finds calls by handle, status and page, and says what cannot be asked', async () => {
    const { page } = await open();
    const box = page.getByRole('searchbox');

    await box.fill('handle:7 by:vault');
    await page.getByText('2 of 47 found').waitFor();
    expect(await page.locator('.events').first().locator('tbody th').allInnerTexts()).toEqual([
      'call 14, vault',
      'call 18, vault',
    ]);
    await box.press('Enter');
    await page.locator('#event-title', { hasText: 'call 18' }).waitFor();
    await box.fill('colour:red');
    await page.getByText('There is no colour: to ask for').waitFor();
  });

  test('plays what is edited, and says what is wrong at its line', async () => {
    const { page } = await open();
    const editor = page.getByLabel('Machine file');
    const text = await editor.inputValue();

    await editor.fill(
      text.replace('do: reclaim, handle: note, refused: reclaim/held', 'do: reklaim, handle: note'),
    );
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    expect(await page.getByRole('alert').textContent()).toMatch(/^line \d+, column \d+: .*reklaim/);

    await editor.fill(text.replace('refused: reclaim/held, ', ''));
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText('43 steps, 1 not as expected.').waitFor();
  });

  test('offers what fits where somebody writes, to keys and to screen readers', async () => {
    const { page } = await open();
    const editor = page.getByLabel('Machine file');
    await editor.fill(await editor.inputValue());
    await page.evaluate(
      'machine.setSelectionRange(...Array(2).fill(machine.value.indexOf("    level: S-EL0")))',
    );
    const options = page.getByRole('listbox', { name: 'Completions' }).getByRole('option');

    await page.keyboard.type('    b');
    await page.getByText('3 completions').waitFor();
    expect(await options.locator('code').allInnerTexts()).toEqual(['borrowing', 'buffers', 'boot']);
    await page.keyboard.press('ArrowUp');
    expect(await editor.getAttribute('aria-activedescendant')).toBe('completion-2');
    expect(await page.locator('#completion-2[aria-selected=true]').textContent()).toMatch(/^boot/);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Tab');
    expect(await editor.inputValue()).toContain('    boot:     level: S-EL0');

    await page.locator('.mark').first().waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(/^line 25, column \d+:/);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+Space');
    await options.first().waitFor();
    await page.keyboard.press('Escape');
    await options.first().waitFor({ state: 'detached' });
  });

  test('opens a recording without its machine, and one that is cut', async () => {
    const { page } = await open();
    const lines = [
      '{"format":"ffa-trace","version":1}',
      '{"seq":1,"from":"os","in":["0x84000077","0x9"],"out":["0x84000060","0x0","0xfffffffa"]}',
      '{"seq":2,"from":"os","in":["0x8400',
    ];

    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'cut.ndjson', mimeType: 'text/plain', buffer: Buffer.from(lines.join('\n')) });
    await page.getByText('Line 3 ends in the middle, and is left out.').waitFor();
    expect(await page.locator('.why p').nth(1).textContent()).toBe(
      'Nothing in this run was ever sent with handle 0x9.',
    );
  });

  test.each([
    ['nothing', ''],
    ['a recording of the future', '{"format":"ffa-trace","version":99}'],
    ['markup', '<img src=x onerror="window.taken=1">'],
    [
      'markup in names',
      '{"format":"ffa-trace","version":1}\n{"seq":1,"from":"<img src=x onerror=window.taken=1>","in":["0x84000063"]}',
    ],
    [
      'more pages than there are',
      '{"format":"ffa-trace","version":1}\n{"kind":"abort","seq":1,"from":"a","changes":[{"change":"claimed","party":"a","address":"0x0","pages":9007199254740991}]}',
    ],
  ])('lives on after %s', async (_, text) => {
    const { page, requests } = await open();

    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'x', mimeType: 'text/plain', buffer: Buffer.from(text) });
    await page.locator('.mistakes li, .inspector h2:not(:has-text("call 17"))').first().waitFor();
    expect(await page.evaluate('"taken" in window')).toBe(false);
    expect(requests.every((url) => url.startsWith(studio.address) || url.startsWith('blob:'))).toBe(true);

    await page.getByLabel('Machine file').fill(readFileSync('machines/three-worlds.yaml', 'utf8'));
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.locator('#event-title', { hasText: 'call 17' }).waitFor();
  });

  test('has links to a machine, a moment and a page', async () => {
    const { page } = await studio.open(`${studio.address}#/run?machine=both&call=13&page=0x40300`);
    await page.locator('#event-title', { hasText: 'call 13, linux' }).waitFor();
    await page.locator('#page-title', { hasText: 'Page 0x40300000' }).waitFor();

    await page.getByRole('button', { name: /^call 14, linux$/ }).click();
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText(/^(Copied\.|It is the address of the page now\.)$/).waitFor();
    expect(await page.evaluate('location.hash')).toBe('#/run?machine=both&at=14&page=0x40300000');

    const editor = page.getByLabel('Machine file');
    await editor.fill(`# mine\n${await editor.inputValue()}`);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.locator('#event-title', { hasText: 'call 12' }).waitFor();
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.waitForFunction('location.hash.startsWith("#/run?z=")');
    const address = await page.evaluate<string>('location.href');
    const { page: other } = await studio.open(address);
    await ran(other);
    expect(await other.getByLabel('Machine file').inputValue()).toMatch(/^# mine\n/);
  });

  test('is driven by keys alone', async () => {
    const { page } = await open();

    await page.keyboard.press('n');
    await page.locator('#event-title', { hasText: 'after call 19' }).waitFor();
    await page.keyboard.press('p');
    await page.locator('#event-title', { hasText: 'call 17' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.locator('#event-title', { hasText: 'call 18, vault' }).waitFor();
    await page.keyboard.press('m');
    await page.keyboard.press('ArrowRight');
    await page.locator('#page-title', { hasText: 'Page 0x40104000' }).waitFor();
    await page.keyboard.press('+');
    await page.getByText('a cell is 8 KiB').waitFor();
  });

  test.each(['light', 'dark'] as const)('is there for everybody in %s', async (colorScheme) => {
    const { page } = await studio.open(`${studio.address}#/run`, { colorScheme });
    await ran(page);
    await page.getByText('As a table').click();
    await page.getByText('Keys', { exact: true }).click();
    await page.getByRole('columnheader', { name: 'Address' }).waitFor();

    expect(await violations(page)).toEqual([]);
  });

  test('fits on a phone', async () => {
    const { page } = await studio.open(`${studio.address}#/run`, { viewport: { width: 390, height: 844 } });
    await ran(page);

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await violations(page)).toEqual([]);
  });
});

describe.runIf(HAS_BROWSER)('the run page of a studio that was started with a machine file', () => {
  const file = readFileSync('machines/gunyah.yaml');
  const studio = new TestStudio({ page: 'run', name: 'gunyah.yaml', bytes: file });

  test('plays it', async () => {
    const { page, complaints } = await studio.open();
    await ran(page);

    expect(await page.getByRole('textbox', { name: 'Machine file' }).inputValue()).toBe(file.toString());
    expect(complaints).toEqual([]);
  });
});
