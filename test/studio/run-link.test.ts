/** Links that carry a run. */

import { describe, expect, test } from 'vitest';
import { type RunLink, runHashOf, runLinkIn } from '../../src/studio/model/run/run-link.ts';

const TEXT = 'about: a <b>machine</b> & more\nmemory: {}\n';

describe('a link to a run', () => {
  test.each<[string, RunLink]>([
    ['without a moment', { text: TEXT }],
    ['to an event', { text: TEXT, at: 17 }],
    ['to the end', { text: TEXT, at: 'end' }],
  ])('%s says what was put into it', async (_, link) => {
    const hash = await runHashOf(link);

    expect(hash).toMatch(/^#\/run\?z=[\w-]+(&at=(17|end))?$/);
    expect(await runLinkIn(hash ?? '')).toEqual(link);
  });

  test.each(['0', '-1', '1e3', 'NaN', 'soon', '99999999999'])('to %s is one to no moment', async (at) => {
    const hash = `${await runHashOf({ text: TEXT })}&at=${at}`;

    expect(await runLinkIn(hash)).toEqual({ text: TEXT });
  });

  test('is none for a text that no address holds', async () => {
    const noise = Array.from({ length: 20_000 }, (_, index) => (index * 2_654_435_761).toString(36)).join('');

    expect(await runHashOf({ text: noise })).toBeUndefined();
  });

  test('that is damaged says so, and one without a machine is none', async () => {
    expect(await runLinkIn('#/run?z=AAAA')).toEqual({ why: expect.stringContaining('damaged') });
    expect(await runLinkIn('#/run?machine=gunyah')).toBeUndefined();
  });
});
