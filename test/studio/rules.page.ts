/** The rules page as a user meets it. */

import { describe, expect, test } from 'vitest';
import { EXAMPLES } from '../../src/studio/model/examples.ts';
import { RULE_GROUPS } from '../../src/studio/model/learn/rule-list.ts';
import { HAS_BROWSER, paste, TestStudio, violations } from './browser.ts';

const PHONE = { width: 390, height: 844 };
const LOOKS = ['light', 'dark'] as const;

describe.runIf(HAS_BROWSER)('the rules page', () => {
  const studio = new TestStudio();
  const open = (rule = '', options = {}) =>
    studio.open(`${studio.address}#/rules${rule === '' ? '' : `/${rule}`}`, options);

  test('lists all rules, finds some by their words, and opens one', async () => {
    const { page, complaints } = await open();
    const all = RULE_GROUPS.flatMap(({ rules }) => rules).length;
    expect(await page.locator('.rule-list li').count()).toBe(all);

    await page.keyboard.press('/');
    await page.keyboard.insertText('two transactions');
    await page.getByRole('status').filter({ hasText: '1 rule' }).waitFor();
    await page.locator('.rule-list a').click();

    await page.getByRole('heading', { name: 'send/held DENIED' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#/rules/send/held');
    expect(complaints).toEqual([]);
  });

  test('plays the rule broken, with the bytes, and kept', async () => {
    const { page } = await open('send/held');
    const broken = page.getByRole('region', { name: 'Broken' });

    await broken.getByText('0x40004000 is in transaction').waitFor();
    expect((await broken.locator('.byte.broken').allInnerTexts()).join(' ')).toBe(
      '00 40 00 40 00 00 00 00 01 00 00 00 00 00 00 00',
    );
    expect(await broken.locator('.field-line').textContent()).toContain('composite.constituents[0].address');
    await broken.locator('[id$="-104"]').click();
    expect(await broken.locator('.field-line').textContent()).toContain('composite.constituents[0].pages');

    const kept = page.getByRole('region', { name: 'Kept' });
    expect(await kept.locator('li > p').allInnerTexts()).toContain('os reclaim loan done');
    expect(await page.getByRole('region', { name: 'Managers that differ' }).textContent()).toContain(
      'tfa-el3refuses with INVALID_PARAMETERSspmc-tfa-optee 1.4, 6',
    );
    await page.getByRole('link', { name: 'reclaim/held' }).click();
    await page.getByRole('heading', { name: 'reclaim/held DENIED' }).waitFor();
  });

  test('points at a register, and tells of what gets no answer', async () => {
    const { page } = await open('rm-packet/short');
    await page.getByRole('heading', { name: 'rm-packet/short there is no answer' }).waitFor();

    await page.goto(`${studio.address}#/rules/fragment/unknown-handle`);
    expect(await page.locator('.registers tr.broken').first().textContent()).toContain('handle low');
  });

  test('is driven by keys, and says when there is no such rule', async () => {
    const { page } = await open('send/held');
    await page.getByRole('heading', { name: 'send/held' }).waitFor();

    await page.keyboard.press('n');
    await page.getByRole('heading', { name: 'send/' }).waitFor();
    expect(new URL(page.url()).hash).not.toBe('#/rules/send/held');
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: 'send/held' }).waitFor();

    await page.goto(`${studio.address}#/rules/send/nothing`);
    await page.getByText('There is no rule send/nothing.').waitFor();
  });

  test('is a click away from a broken rule of the decode page', async () => {
    const { page } = await studio.open();
    await paste(page, EXAMPLES[0]!.text);

    await page.locator('.breach').getByRole('link', { name: 'send/instruction-access' }).click();

    await page.getByRole('heading', { name: 'send/instruction-access' }).waitFor();
  });

  test('is a click away from a refusal of the run page', async () => {
    const { page } = await studio.open(`${studio.address}#/run`);

    await page.getByRole('link', { name: 'More about reclaim/held' }).click();

    await page.getByRole('heading', { name: 'reclaim/held' }).waitFor();
  });

  test.each(LOOKS)('is there for everybody in %s', async (colorScheme) => {
    const { page } = await open('reclaim', { colorScheme });
    await page.locator('.rule-list').first().waitFor();
    expect(await violations(page)).toEqual([]);

    await page.goto(`${studio.address}#/rules/send/held`);
    await page.getByRole('heading', { name: 'send/held' }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('fits on a phone', async () => {
    const { page } = await open('fragment/unknown-handle', { viewport: PHONE });
    await page.getByRole('heading', { name: 'fragment/unknown-handle' }).waitFor();

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    expect(await violations(page)).toEqual([]);
  });
});
