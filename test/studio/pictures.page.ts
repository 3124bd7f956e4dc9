/**
 * The pictures of the documentation: what the pages look like now. PICTURES=write makes them anew; look at them before you keep them. Fonts
 * differ from machine to machine, so pictures are held against each other in coarse cells.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { EXAMPLES } from '../../src/studio/model/examples.ts';
import { HAS_BROWSER, paste, TestStudio } from './browser.ts';

const { PICTURES: PICTURES_ARE } = process.env;
/** Mean difference of a colour channel, of 255. Another look or a missing part is far above it. */
const MOST_DIFFERENCE = 8;

interface Picture {
  readonly name: string;
  /** Address of the page, behind that of the studio. */
  readonly hash: string;
  show(page: Page): Promise<void>;
}

const PICTURES: readonly Picture[] = [
  {
    name: 'decode',
    hash: '#/decode',
    async show(page) {
      await paste(page, EXAMPLES[0]!.text);
      await page.locator('.profiles').waitFor();
    },
  },
  {
    name: 'run',
    hash: '#/run',
    async show(page) {
      await page.locator('#page-title').waitFor();
    },
  },
];

describe.runIf(HAS_BROWSER)('the picture', () => {
  const studio = new TestStudio();

  test.each(PICTURES)('of $name is what it looks like', async ({ name, hash, show }) => {
    const { page } = await studio.open(`${studio.address}${hash}`, { colorScheme: 'light' });
    await show(page);
    const now = await page.screenshot({ animations: 'disabled', caret: 'hide' });
    const file = `docs/pictures/${name}.png`;
    if (PICTURES_ARE === 'write') writeFileSync(file, now);

    expect(existsSync(file), `${file} is not there: PICTURES=write makes it`).toBe(true);
    expect(await difference(await page.context().newPage(), readFileSync(file), now)).toBeLessThan(
      MOST_DIFFERENCE,
    );
  });
});

/** How far two pictures are from each other, in cells of 16 by 16 pixels. */
async function difference(page: Page, left: Buffer, right: Buffer): Promise<number> {
  const urls = [left, right].map((bytes) => `data:image/png;base64,${bytes.toString('base64')}`);
  return page.evaluate<number>(`(async () => {
    const cells = [];
    for (const url of ${JSON.stringify(urls)}) {
      const image = await createImageBitmap(await (await fetch(url)).blob());
      const canvas = new OffscreenCanvas(80, 45);
      const context = canvas.getContext('2d');
      context.imageSmoothingQuality = 'high';
      context.drawImage(image, 0, 0, 80, 45);
      cells.push([image.width, image.height, ...context.getImageData(0, 0, 80, 45).data]);
    }
    const [a, b] = cells;
    if (a[0] !== b[0] || a[1] !== b[1]) return 255;
    return a.reduce((sum, value, index) => sum + Math.abs(value - b[index]), 0) / (a.length - 2);
  })()`);
}
