/** The exercises as a user meets them. */

import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { exerciseNamed } from '../../src/studio/model/learn/exercises.ts';
import { HAS_BROWSER, TestStudio, violations } from './browser.ts';

const PHONE = { width: 390, height: 844 };
const KEPT = 'localStorage.getItem("tantalum.exercises")';

async function says(page: Page, text: string): Promise<void> {
  await page.locator('.headline', { hasText: text }).waitFor();
}

describe.runIf(HAS_BROWSER)('the exercises', () => {
  const studio = new TestStudio();
  const open = (name = '', options = {}) =>
    studio.open(`${studio.address}#/exercises${name === '' ? '' : `/${name}`}`, options);

  test('a descriptor is mended by its fields, and stays mended', async () => {
    const { page, complaints } = await open();
    await page.getByRole('link', { name: 'Begin with the first' }).click();
    await page.getByRole('heading', { name: 'Nobody is asked' }).waitFor();

    await page.getByRole('button', { name: 'Check' }).click();
    await says(page, 'It is still refused.');
    expect(await page.locator('.byte.broken').count()).toBe(4);
    expect(await page.locator('.result a').textContent()).toBe('descriptor/receiver-count-zero, bytes 28+4');

    await page.getByLabel('accessCount, byte 28').fill('1');
    await page.getByLabel('accessCount, byte 28').press('Control+Enter');
    await says(page, 'Solved.');
    expect(await page.locator('.goals .good').count()).toBe(2);
    await page.getByText('1 of 20 solved').waitFor();

    await page.reload();
    await page.getByText('1 of 20 solved').waitFor();
    expect(await page.locator('#byte-28').textContent()).toBe('01');
    expect(complaints).toEqual([]);
  });

  test('a descriptor is mended by keys alone, in hex', async () => {
    const { page } = await open('old-header');
    await page.getByRole('grid').focus();
    for (const key of ['ArrowDown', 'ArrowDown', ...new Array<string>(4).fill('ArrowRight'), '3', '0'])
      await page.keyboard.press(key);
    expect(await page.locator('#byte-36').textContent()).toBe('30');

    await page.keyboard.press('Control+Enter');
    await says(page, 'Solved.');
  });

  test('steps are mended after a hint, and forgotten', async () => {
    const { page } = await open('late-reclaim');
    await page.keyboard.press('h');
    await page.getByText('each for itself').waitFor();
    await page.getByRole('button', { name: 'Check' }).click();
    await says(page, 'It is still refused.');

    await page.getByLabel('Steps').fill(exerciseNamed('late-reclaim')!.solution);
    await page.getByText('(before your last change)').waitFor();
    await page.getByLabel('Steps').press('Control+Enter');
    await says(page, 'Solved.');
    expect(await page.getByText('The rule was reclaim/held').count()).toBe(1);

    await page.getByRole('button', { name: 'Forget what I have done' }).click();
    await page.getByText('0 of 20 solved').waitFor();
    expect(await page.getByLabel('Steps').inputValue()).not.toContain('notary, do: relinquish');
    expect(await page.evaluate(KEPT)).toBe(null);
  });

  test('says where steps cannot be read, and shows a solution at last', async () => {
    const { page } = await open('twice');
    await page.getByLabel('Steps').fill('- { by: linux, do: strat }');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('line 1, column').waitFor();

    for (let hint = 0; hint < 3; hint++) await page.getByRole('button', { name: 'Hint' }).click();
    await page.getByRole('button', { name: 'Show a solution' }).click();
    await page.getByRole('button', { name: 'Check' }).click();
    await says(page, 'Solved.');
    await page.getByRole('button', { name: 'Begin anew' }).click();
    expect(await page.getByLabel('Steps').inputValue()).toContain('as: second');
  });

  test('work where nothing may be kept, and whatever was kept', async () => {
    const { page } = await open('two-new-owners');
    await page.evaluate('localStorage.setItem("tantalum.exercises", `{"solved":7}`)');
    await page.reload();
    await page.getByText('0 of 20 solved').waitFor();

    await page.evaluate('Object.defineProperty(window, "localStorage", { get() { throw new Error("no") } })');
    await page.getByLabel('accessCount, byte 28').fill('1');
    await page.getByRole('button', { name: 'Check' }).click();
    await says(page, 'Solved.');
    await page.getByText('1 of 20 solved').waitFor();
  });

  test('there is no exercise of another name', async () => {
    const { page } = await open('nothing');

    await page.getByText('There is no exercise nothing.').waitFor();
  });

  test.each(['light', 'dark'] as const)('are there for everybody in %s', async (colorScheme) => {
    const { page } = await open('clear-shared', { colorScheme });
    await page.getByRole('button', { name: 'Check' }).click();
    await says(page, 'It is still refused.');
    expect(await violations(page)).toEqual([]);

    await page.goto(`${studio.address}#/exercises/recall`);
    await page.keyboard.press('h');
    await page.getByLabel('Steps').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('fit on a phone', async () => {
    const { page } = await open('clear-shared', { viewport: PHONE });
    await page.getByRole('button', { name: 'Check' }).click();
    await says(page, 'It is still refused.');

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    expect(await violations(page)).toEqual([]);
  });
});
