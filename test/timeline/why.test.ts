/** The story of a refusal or a fault, in sentences. */

import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../src/core/decode/recorded-event.ts';
import { wentWrong } from '../../src/core/timeline/event-words.ts';
import { timelineOf } from '../../src/core/timeline/timeline.ts';
import { whyOf } from '../../src/core/timeline/why.ts';
import { eventOfCall, timelineIn } from './support.ts';

const THREE = 'machines/three-worlds.yaml';

const frame = (...words: number[]) =>
  Uint32Array.from({ length: 36 }, (_, at) => (at % 2 ? 0 : (words[at / 2] ?? 0)));
/** As another program would record it: without the rule. */
const REFUSED_RECLAIM: RecordedEvent = {
  kind: 'call',
  seq: 1,
  caller: 'os',
  cpu: 0,
  in: frame(0x8400_0077, 9),
  out: frame(0x8400_0060, 0, 0xffff_fffa),
  tx: undefined,
  rx: undefined,
  changes: [],
};

describe('why', () => {
  test('a reclaim is stuck: who sent what, who still has it, who has to do what', async () => {
    const timeline = await timelineIn(THREE);

    expect(whyOf(timeline, eventOfCall(timeline, 17))).toEqual({
      what: 'FFA_MEM_RECLAIM of linux (call 17) was refused with DENIED by reclaim/held: it must hold that no borrower has the memory any more.',
      how: 'linux shared a page with call 12 (handle 0x7); vault retrieved it with call 14 and has not relinquished it.',
      fix: 'The way out: vault relinquishes 0x7 (FFA_MEM_RELINQUISH), then linux reclaims 0x7 (FFA_MEM_RECLAIM).',
    });
  });

  test('a page cannot be sent: the transaction that has it', async () => {
    const timeline = await timelineIn(THREE);

    expect(whyOf(timeline, eventOfCall(timeline, 29))).toMatchObject({
      how: 'linux lent a page with call 28 (handle 0x200000007), and nobody has retrieved it now; it is not reclaimed either.',
      fix: 'The way out: linux reclaims 0x200000007 (FFA_MEM_RECLAIM).',
    });
  });

  test('a parcel is in the way of a transaction: the other protocol tells the way out', async () => {
    const timeline = await timelineIn('machines/both.yaml');

    expect(whyOf(timeline, eventOfCall(timeline, 13))).toMatchObject({
      how: 'linux shared a page with call 8 (parcel 0x0); guest accepted it with call 11 and has not released it.',
      fix: 'The way out: guest releases 0x0 (MEM_RELEASE), then linux reclaims 0x0 (MEM_RECLAIM).',
    });
  });

  test('a handle is gone: what ended it', async () => {
    const timeline = await timelineIn(THREE);

    expect(whyOf(timeline, eventOfCall(timeline, 43))?.how).toMatch(
      /^The transaction 0x[0-9a-f]+ of linux ended with call 41\.$/,
    );
  });

  test('a page is not what the caller takes it for: a mediator has settled it as time passed', () => {
    const run = { party: 'android', address: '0x40001000', pages: 1 };
    const shared = { kind: 'abort', caller: 'android', cpu: 0, seq: 3 } as const;
    const settled = { kind: 'settle', caller: 'hypervisor', cpu: 0, seq: 7, after: 'tick' } as const;
    const call = {
      kind: 'call',
      caller: 'linux',
      cpu: 0,
      seq: 8,
      in: new Uint32Array(36),
      changes: [],
    } as const;
    const refusal = { rule: 'send/not-owner', status: 'DENIED', page: run.address };
    const timeline = timelineOf([
      { ...shared, changes: [{ ...run, change: 'claimed' }] },
      { ...settled, changes: [{ ...run, change: 'returned' }] },
      { ...call, out: undefined, tx: undefined, rx: undefined, refusal },
    ]);

    expect(whyOf(timeline, 2)?.how).toBe(
      'Page 0x40001000 is of android. It changed hands last after call 7: hypervisor settles what guests left, as time passes.',
    );
  });

  test('an access faulted: who has the page meanwhile', async () => {
    const timeline = await timelineIn(THREE);
    const faults = [...timeline.events].flatMap(({ kind }, number) => (kind === 'fault' ? [number] : []));

    expect(faults.map((number) => whyOf(timeline, number)?.how)).toContain(
      'linux lent 4 pages with call 20 (handle 0x100000007), and nobody has retrieved it now; it is not reclaimed either.',
    );
  });

  test('nothing is wrong: there is no story', async () => {
    const timeline = await timelineIn(THREE);
    const number = eventOfCall(timeline, 12);

    expect(wentWrong(timeline.events.get(number)!)).toBe(false);
    expect(whyOf(timeline, number)).toBeUndefined();
    expect(whyOf(timeline, 1_000_000)).toBeUndefined();
  });

  test.each(['gunyah', 'both', 'guests', 'linux-driver'])(
    'has three sentences for all that goes wrong: %s',
    async (name) => {
      const timeline = await timelineIn(`machines/${name}.yaml`);
      const stories = [...timeline.events].flatMap((_, number) => whyOf(timeline, number) ?? []);

      expect(stories.length).toBe([...timeline.events].filter(wentWrong).length);
      for (const story of stories)
        for (const sentence of Object.values(story)) expect(sentence).toMatch(/\w.*\.$/);
    },
  );

  test('an answer that was injected is not one of the manager', () => {
    const timeline = timelineOf([{ ...REFUSED_RECLAIM, injected: true }]);

    expect(whyOf(timeline, 0)).toEqual({
      what: 'FFA_MEM_RECLAIM of os was answered with DENIED by a fault that was set for it.',
      how: 'The manager never saw the call, and nothing has changed.',
      fix: 'The caller has to bear such an answer; without the fault the manager decides.',
    });
  });

  test('a recording that does not name the rule is told as far as it goes', () => {
    const timeline = timelineOf([REFUSED_RECLAIM]);

    expect(whyOf(timeline, 0)).toEqual({
      what: 'FFA_MEM_RECLAIM of os (call 1) was refused with DENIED, and the recording does not tell by which rule.',
      how: 'Nothing in this run was ever sent with handle 0x9.',
      fix: 'Ask for memory that is there, with rights that were given.',
    });
  });
});
