/** Looking for events. */

import { describe, expect, test } from 'vitest';
import { find, readQuery } from '../../src/core/timeline/find.ts';
import { timelineIn } from './support.ts';

async function seqsOf(text: string): Promise<readonly number[]> {
  const timeline = await timelineIn('machines/three-worlds.yaml');
  const query = readQuery(text);
  if (!query.ok) throw new Error(query.why);
  return find(timeline, query.terms).map((number) => timeline.events.get(number)!.seq);
}

describe('a query', () => {
  test.each([
    ['status:DENIED', [17, 29]],
    ['status:denied rule:reclaim', [17]],
    ['handle:0x7', [12, 14, 17, 18, 19]],
    ['handle:0x7 by:vault', [14, 18]],
    ['page:0x40201', [20, 21, 23, 25, 26, 27]],
    ['page:0x40201000', [20, 21, 23, 25, 26, 27]],
    ['page:0x99999', []],
    ['call:29', [29]],
    ['function:donate', [40]],
    ['reclaim/held', [17]],
  ])('%s finds calls %j', async (text, seqs) => {
    expect(await seqsOf(text)).toEqual(seqs);
  });

  test('finds all that went wrong, faults among them', async () => {
    expect((await seqsOf('is:wrong')).length).toBe((await seqsOf('is:fault')).length + 4);
  });

  test.each([
    [
      'colour:red',
      'There is no colour: to ask for, only call, by, function, status, rule, handle, is, page.',
    ],
    ['handle:', 'Say which after handle:.'],
    ['page:here', 'page: wants a number, as in page:0x40.'],
  ])('%s cannot be asked', (text, why) => {
    expect(readQuery(text)).toEqual({ ok: false, why });
  });
});
