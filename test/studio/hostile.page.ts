/** What nobody should paste, and what must not come of it. */

import { describe, expect, test } from 'vitest';
import { EXAMPLES } from '../../src/studio/model/examples.ts';
import { HAS_BROWSER, paste, TestStudio } from './browser.ts';

const MARKUP = '<img src=x onerror="window.taken=1"><script>window.taken=1</script>';
const HEADER = '{"format":"ffa-trace","version":1}';

const HOSTILE: readonly (readonly [string, string])[] = [
  ['markup alone', MARKUP],
  ['markup in a log', `SPM(0): 0x84000073 0x50 0x50 0x0\nffa_mem_share ${MARKUP}\nFFA_MEM_SHARE returned -2`],
  [
    'markup in a recording',
    `${HEADER}\n{"seq":1,"from":${JSON.stringify(MARKUP)},"in":["0x84000076"],"tx":"05"}`,
  ],
  ['a recording that is cut', `${HEADER}\n{"seq":1,"from":"a","in":["0x8400`],
  ['a recording of the future', '{"format":"ffa-trace","version":99}'],
  ['deep nesting', `${HEADER}\n${'['.repeat(100_000)}`],
  ['huge numbers', `${HEADER}\n{"seq":1e999,"from":"a","in":["0x${'f'.repeat(5000)}"]}`],
  ['half a byte', '00 11 2'],
];

describe.runIf(HAS_BROWSER)('the studio lives on', () => {
  const studio = new TestStudio();

  test.each(HOSTILE)('after %s, and nothing of it is executed', async (_, text) => {
    const { page, complaints, requests } = await studio.open();

    await paste(page, text);
    expect(await page.evaluate('"taken" in window')).toBe(false);

    await paste(page, EXAMPLES[0]!.text);
    await page.getByText('1 rule is broken').waitFor();
    expect(complaints).toEqual([]);
    expect(requests.every((url) => url.startsWith(studio.address))).toBe(true);
  });

  test('after a long run of noise, and scrolls to its end', async () => {
    const { page } = await studio.open();
    const buffer = Buffer.alloc(64 * 1024, 1);

    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'noise.bin', mimeType: 'application/octet-stream', buffer });
    await page.getByText('65536 bytes:').waitFor();
    await page.getByRole('grid').focus();
    await page.keyboard.press('End');
    expect(await page.locator('#byte-65535').textContent()).toBe('01');
  });

  test('after a file that is far too large, and says so', async () => {
    const { page } = await studio.open();

    await page.locator('.input').dispatchEvent('drop', {
      dataTransfer: await page.evaluateHandle(`(() => {
        const dropped = new DataTransfer();
        dropped.items.add(new File([new Uint8Array(65 * 1024 * 1024)], 'large.bin'));
        return dropped;
      })()`),
    });
    await page.getByText('large.bin has more than 64 MiB.').waitFor();
  });

  test.each([
    ['is damaged', '#/decode?z=AAAA', 'The link is cut off or damaged'],
    ['names no file', '#/decode?file=../../etc/passwd', 'The link names no file'],
    ['names a file that is gone', `#/decode?file=${'0'.repeat(36)}`, 'is not there any more'],
  ])('after a link that %s', async (_, hash, said) => {
    const { page } = await studio.open(`${studio.address}${hash}`);

    await page.getByText(said).waitFor();
    await paste(page, EXAMPLES[0]!.text);
  });

  test('runs no script and reaches no host but its own', async () => {
    const { page } = await studio.open();

    const outcome = await page.evaluate(`(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.taken = 1';
      document.body.append(script);
      const reached = await fetch('http://127.0.0.2:9/').then(() => 'reached', () => 'blocked');
      return { taken: 'taken' in window, reached };
    })()`);

    expect(outcome).toEqual({ taken: false, reached: 'blocked' });
  });
});
