/** The tour as a user meets it. */

import { describe, expect, test } from 'vitest';
import { TOUR } from '../../src/studio/model/learn/tour/tour.ts';
import { HAS_BROWSER, TestStudio, violations } from './browser.ts';

const PHONE = { width: 390, height: 844 };

describe.runIf(HAS_BROWSER)('the tour', () => {
  const studio = new TestStudio();
  const open = (stop = 1, options = {}) => studio.open(`${studio.address}#/tour/${stop}`, options);

  test('asks what will happen, shows it, and goes on', async () => {
    const { page, complaints } = await open();
    await page.getByRole('heading', { name: TOUR[0]!.title }).waitFor();
    await page.locator('.cell').first().waitFor();
    expect(await page.locator('.cell').count()).toBe(32);

    await page.getByRole('button', { name: 'It reads zeros.' }).click();
    await page.getByText('It comes otherwise.').waitFor();
    await page.getByText('translation fault, as expected').waitFor();
    await page.getByRole('link', { name: 'Go on' }).click();

    await page.getByRole('heading', { name: TOUR[1]!.title }).waitFor();
    expect(await page.locator('.cell.changed').count()).toBe(0);
    await page.getByRole('button', { name: 'Just show me' }).click();
    await page.locator('.cell.changed').first().waitFor();
    expect(await page.locator('.cell.changed').count()).toBe(6);
    expect(complaints).toEqual([]);
  });

  test('is driven by keys alone, and ends where it goes on', async () => {
    const { page } = await open(8);
    await page.locator('.cell').first().waitFor();
    await page.keyboard.press('2');
    await page.getByText('So it is.').waitFor();
    expect(await page.locator('.cell.changed').allInnerTexts()).toEqual(['VN']);
    expect(await page.getByRole('row', { name: '0x40005000' }).textContent()).toContain('vault R, notary RW');

    for (const stop of [9, 10]) {
      await page.keyboard.press('ArrowRight');
      await page.getByRole('heading', { name: TOUR[stop - 1]!.title }).waitFor();
      await page.keyboard.press('ArrowRight');
      await page.getByRole('region', { name: 'What happens' }).waitFor();
    }
    await page.locator('a[href^="#/run?z="]').click();
    await page.locator('#event-title').waitFor();
  });

  test.each(['light', 'dark'] as const)('is there for everybody in %s', async (colorScheme) => {
    const { page } = await open(9, { colorScheme });
    await page.locator('.cell').first().waitFor();
    expect(await violations(page)).toEqual([]);

    await page.keyboard.press('1');
    await page.getByText('It comes otherwise.').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('fits on a phone', async () => {
    const { page } = await open(6, { viewport: PHONE });
    await page.keyboard.press('2');
    await page.locator('.cell').first().waitFor();

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    expect(await violations(page)).toEqual([]);
  });
});
