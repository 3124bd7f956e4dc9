/** The pages for everybody: axe-core finds nothing, in both looks, and a phone shows them without scrolling sideways. */

import { describe, expect, test } from 'vitest';
import { EXAMPLES } from '../../src/studio/model/examples.ts';
import { HAS_BROWSER, TestStudio, violations } from './browser.ts';

const LOOKS = ['light', 'dark'] as const;
const PHONE = { width: 390, height: 844 };

describe.runIf(HAS_BROWSER)('the studio', () => {
  const studio = new TestStudio();

  test.each(LOOKS)('is there for everybody in %s, from the start on', async (colorScheme) => {
    const { page } = await studio.open(undefined, { colorScheme });
    await page.getByRole('heading', { level: 2 }).first().waitFor();

    expect(await violations(page)).toEqual([]);

    for (const { name } of EXAMPLES) {
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.getByRole('button', { name }).click();
      await page.locator('.headline').waitFor();
      expect(await violations(page), name).toEqual([]);
    }
    await page.getByRole('button', { name: 'Keys' }).click();
    expect(await violations(page), 'keys').toEqual([]);
  });

  test('fits on a phone', async () => {
    const { page } = await studio.open(undefined, { viewport: PHONE });
    await page.getByRole('button', { name: EXAMPLES[0]!.name }).click();
    await page.locator('.headline').waitFor();

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    expect(await violations(page)).toEqual([]);
  });
});
