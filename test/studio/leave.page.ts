/** Whoever goes to another page of the studio leaves nothing behind that runs. */

import { expect, test } from 'vitest';
import { HAS_BROWSER, TestStudio } from './browser.ts';

const studio = new TestStudio();

test.runIf(HAS_BROWSER).each([
  ['decode', 'Rules'],
  ['run', 'Rules'],
  ['tour', 'Rules'],
  ['exercises/no-receivers', 'Rules'],
  ['rules/send/held', 'Exercises'],
])('the worker of %s ends when somebody goes to %s', async (from, to) => {
  const { page, complaints } = await studio.open(`${studio.address}#/${from}`);
  await expect.poll(() => page.workers().length).toBe(1);

  // These have a worker when they show one of their things only.
  await page.getByRole('link', { name: to, exact: true }).click();
  await page.getByRole('complementary', { name: to === 'Rules' ? 'Areas' : 'Exercises' }).waitFor();

  await expect.poll(() => page.workers().length).toBe(0);
  expect(complaints).toEqual([]);
});
