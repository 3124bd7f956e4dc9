/** Links that carry a run. */

import { describe, expect, test } from 'vitest';
import { type RunLink, runHashOf, runLinkIn } from '../../src/studio/model/run/run-link.ts';

const TEXT = 'about: a <b>machine</b> & more\nmemory: {}\n';

describe('a link to a run', () => {
  test.each<[string, RunLink, string]>([
    ['without a moment', { text: TEXT }, 'z=…'],
    ['to an event', { text: TEXT, at: 17 }, 'z=…&at=17'],
    ['to the end', { text: TEXT, at: 'end' }, 'z=…&at=end'],
    ['to a machine of the repository', { machine: 'both' }, 'machine=both'],
    [
      'to a call and a page',
      { machine: 'both', at: { call: 17 }, page: 0x4_0001 },
      'machine=both&call=17&page=0x40001',
    ],
    ['to where the page begins', {}, ''],
  ])('%s says what was put into it', async (_, link, fields) => {
    const hash = (await runHashOf(link)) ?? '';

    expect(hash.replace(/z=[\w-]+/, 'z=…')).toBe(fields === '' ? '#/run' : `#/run?${fields}`);
    expect(await runLinkIn(hash)).toEqual(link);
  });

  test.each(['0', '-1', '1e3', 'NaN', 'soon', '99999999999'])('to %s is one to no moment', async (at) => {
    expect(await runLinkIn(`#/run?machine=both&at=${at}&call=${at}`)).toEqual({ machine: 'both' });
  });

  test.each(['x', '0x', '-1', '1e9', '0xfffffffffffffffff'])('to page %s is one to no page', async (page) => {
    expect(await runLinkIn(`#/run?page=${page}`)).toEqual({});
  });

  test('is none for a text that no address holds', async () => {
    const noise = Array.from({ length: 20_000 }, (_, index) => (index * 2_654_435_761).toString(36)).join('');

    expect(await runHashOf({ text: noise })).toBeUndefined();
  });

  test('that is damaged says so', async () => {
    expect(await runLinkIn('#/run?z=AAAA')).toEqual({ why: expect.stringContaining('damaged') });
  });
});
