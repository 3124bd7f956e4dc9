/** The decode page as a user meets it. */

import { describe, expect, test } from 'vitest';
import { PROFILES } from '../../src/core/rules/profiles/registry.ts';
import { EXAMPLES } from '../../src/studio/model/examples.ts';
import { HAS_BROWSER, paste, TestStudio } from './browser.ts';

const [LEND, MIXED, LOG, GUNYAH, RECORDING] = EXAMPLES.map(({ text }) => text);
const CAPTURE = 'test/fixtures/captures/share-v1.2-1page.bin';

describe.runIf(HAS_BROWSER)('the decode page', () => {
  const studio = new TestStudio();

  test('shows what is pasted: verdict, broken byte, rule, and what to do', async () => {
    const { page, complaints } = await studio.open();

    await paste(page, LEND!);

    expect(await page.locator('.headline').textContent()).toBe(
      'share, FF-A 1.2, 128 bytes: 1 rule is broken',
    );
    expect(await page.locator('.byte.broken').allInnerTexts()).toEqual(['06']);
    expect(await page.locator('.breach').textContent()).toContain('Clear bits 3:2 of the permissions.');
    expect(complaints).toEqual([]);
  });

  test('lights the field of a byte, and the bytes of a field', async () => {
    const { page } = await studio.open();
    await paste(page, LEND!);

    await page.locator('#byte-49').click();
    expect(await page.locator('tr.selected button.field').textContent()).toBe('endpoint');
    expect(await page.locator('.byte.selected').allInnerTexts()).toEqual(['01', '80']);

    await page.getByRole('button', { name: 'accessCount' }).click();
    expect(await page.locator('.byte.selected').allInnerTexts()).toEqual(['01', '00', '00', '00']);

    await page.locator('#byte-32').hover();
    expect(await page.locator('tr.hovered button.field').textContent()).toBe('accessOffset');
    await page.locator('dd', { hasText: 'tag' }).first().hover();
    expect(await page.locator('.byte.hovered').count()).toBe(8);
  });

  test('fixes what the bytes decide, and takes the fix back', async () => {
    const { page } = await studio.open();
    await paste(page, LEND!);
    expect(await page.locator('.mend').textContent()).toBe('Fix it byte 50: 06 becomes 02');

    await page.getByRole('button', { name: 'Fix it' }).click();
    await page.getByText('128 bytes: valid').waitFor();
    expect(await page.locator('#byte-50').textContent()).toBe('02');

    await page.getByRole('button', { name: 'Undo the fix' }).click();
    await page.getByText('1 rule is broken').waitFor();
    expect(await page.getByRole('textbox').inputValue()).toBe(LEND);
  });

  test('reads the same bytes as another version and as another call', async () => {
    const { page } = await studio.open();
    await paste(page, MIXED!);
    expect(await page.locator('.columns article.chosen .badge').textContent()).toBe('most likely');

    await page.getByRole('button', { name: 'FF-A 1.1' }).click();
    await page.locator('.headline', { hasText: 'share, FF-A 1.1' }).waitFor();
    await page.getByRole('combobox').first().selectOption('lend');
    await page.locator('.headline', { hasText: 'lend, FF-A 1.1' }).waitFor();
    expect(new URL(page.url()).hash).toMatch(/&call=lend&ffa=1\.1$/);
  });

  test('has every manager judge, and leads to the bytes that one objects to', async () => {
    const { page } = await studio.open();
    await paste(page, LEND!);

    const rows = await page.locator('.profiles tbody tr').allInnerTexts();
    expect(rows.map((row) => row.split('\t').slice(0, 2))).toContainEqual(['tfa-el3', 'accepted']);
    await page.locator('.profiles').getByRole('button', { name: 'bytes 50+1' }).first().click();
    expect(await page.locator('.byte.selected').allInnerTexts()).toEqual(['06']);
  });

  test('gives the bytes in every form, and puts them into the clipboard', async () => {
    const { page } = await studio.open(undefined, { permissions: ['clipboard-read', 'clipboard-write'] });
    await paste(page, LEND!);

    for (const [name, start] of [
      ['C', '// share'],
      ['Rust', '// share'],
      ['TypeScript', '// share'],
      ['Hex', '00 00 2f'],
      ['Registers', 'x0 = 0x0000000084000073'],
      ['Scenario', 'about: A share'],
    ] as const) {
      await page.getByRole('button', { name, exact: true }).click();
      await page.getByRole('button', { name: 'Copy', exact: true }).click();
      await page.getByText(`The ${name} form is in the clipboard.`).waitFor();
      expect((await page.evaluate<string>('navigator.clipboard.readText()')).startsWith(start)).toBe(true);
    }
  });

  test('has an address that shows the same to somebody else', async () => {
    const { page } = await studio.open();
    await paste(page, LEND!);
    await page.waitForURL(/#\/decode\?z=/);

    const other = await studio.open(page.url());

    await other.page.getByText('1 rule is broken').waitFor();
    expect(await other.page.getByRole('textbox').inputValue()).toBe(LEND);
  });

  test('shows what a log says, line by line, and the bytes in it', async () => {
    const { page } = await studio.open();
    await paste(page, LOG!);

    expect(await page.locator('.facts > li.refused').first().textContent()).toContain('reclaim/held');
    expect(await page.locator('.pieces button').textContent()).toBe('lines 5..6 relinquish, 18 bytes valid');
  });

  test('shows a message of Gunyah before its resource manager', async () => {
    const { page } = await studio.open();
    await paste(page, GUNYAH!);

    expect(await page.locator('.headline').textContent()).toBe(
      'rm-packet, Gunyah, 48 bytes: 1 rule is broken',
    );
    expect(await page.locator('.byte.broken').allInnerTexts()).toEqual(['02']);
    expect(await page.locator('.profiles tbody tr').allInnerTexts()).toEqual([
      'gunyah\tARGUMENT_INVALID (6)\trm-create/rights, bytes 22+1\tAdd the right to read.',
    ]);
  });

  test('shows the calls of a recording that carry bytes', async () => {
    const { page } = await studio.open();
    await paste(page, RECORDING!);

    expect(await page.locator('.pieces button').textContent()).toContain(
      'call 2, TX FFA_MEM_RELINQUISH, 18 bytes',
    );
  });

  test('opens files, of bytes and of text', async () => {
    const { page } = await studio.open();

    await page.locator('input[type=file]').setInputFiles(CAPTURE);
    await page.locator('.headline', { hasText: 'share, FF-A 1.2' }).waitFor();
    expect(await page.locator('.file').textContent()).toContain('share-v1.2-1page.bin');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'lend.xxd', mimeType: 'text/plain', buffer: Buffer.from(LEND!) });
    await page.getByText('1 rule is broken').waitFor();
    expect(await page.getByRole('textbox').inputValue()).toBe(LEND);
  });

  test('shows what every manager says, without a bar to scroll', async () => {
    const { page } = await studio.open();
    await paste(page, LEND!);
    await page.getByText('1 rule is broken').waitFor();

    const managers = page.getByRole('region', { name: 'What each manager says' });
    expect(await managers.getByRole('row').count()).toBe(1 + PROFILES.length);
    expect(await managers.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBe(0);
  });

  test('is driven by keys alone', async () => {
    const { page } = await studio.open();
    await page.keyboard.press('/');
    await page.keyboard.insertText(LEND!);
    await page.getByText('1 rule is broken').waitFor();

    await page.getByRole('grid').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('grid').getAttribute('aria-activedescendant')).toBe('byte-17');
    expect(await page.locator('tr.selected button.field').textContent()).toBe('tag');

    await page.keyboard.press('n');
    expect(await page.locator('tr.selected button.field').textContent()).toBe('permissions');
    await page.keyboard.press('f');
    await page.getByText('128 bytes: valid').waitFor();
    await page.keyboard.press('u');
    await page.getByText('1 rule is broken').waitFor();

    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('next broken rule').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('t');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
    await page.reload();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
  });
});
