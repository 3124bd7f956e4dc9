/** What the descriptors of transactions say: the machine files say the same. */

import { describe, expect, test } from 'vitest';
import { timelineOf } from '../../src/core/timeline/timeline.ts';
import { termsOf } from '../../src/core/timeline/transaction-terms.ts';
import { eventOfCall, timelineIn } from './support.ts';

describe('the terms of a transaction', () => {
  test('are what its sender offers, and each receiver asks for and is given', async () => {
    const timeline = await timelineIn('machines/three-worlds.yaml');

    const { facts, receivers } = termsOf(timeline, 1, eventOfCall(timeline, 27)) ?? {};

    expect(facts).toEqual([
      { name: 'memory', text: 'normal, write-back, inner' },
      { name: 'flags', text: 'zero memory' },
    ]);
    expect(receivers).toEqual([
      { name: 'vault', offered: 'RO', asked: 'RO', given: 'RO, NX' },
      { name: 'notary', offered: 'RW', asked: 'RW', given: 'RW, NX' },
    ]);
  });

  test('grow with time: nobody has asked before it does', async () => {
    const timeline = await timelineIn('machines/three-worlds.yaml');

    const { receivers } = termsOf(timeline, 1, eventOfCall(timeline, 22)) ?? {};

    expect(receivers?.map(({ given }) => given)).toEqual(['RO, NX', '']);
  });

  test('come in parts, each with its pages', async () => {
    const timeline = await timelineIn('machines/three-worlds.yaml');

    const { parts } = termsOf(timeline, 3, timeline.events.length) ?? {};

    expect(parts?.map(({ event, ...part }) => ({ call: timeline.events.get(event)?.seq, ...part }))).toEqual([
      { call: 31, bytes: 4096, pages: 250 },
      { call: 33, bytes: 96, pages: 6 },
    ]);
  });

  test('of a parcel are the lists of its request, and of those that append to it', async () => {
    const timeline = await timelineIn('machines/gunyah.yaml');

    expect(termsOf(timeline, 0, 100)?.receivers).toEqual([
      { name: 'hlos', offered: 'RW', asked: '', given: '' },
      { name: 'peer', offered: 'R', asked: '', given: '' },
    ]);
    expect(termsOf(timeline, 1, 100)).toMatchObject({
      facts: [
        { name: 'type', text: 'normal' },
        { name: 'flags', text: 'APPEND' },
        { name: 'label', text: '0x0' },
      ],
      parts: [{ pages: 2 }, { pages: 1 }],
    });
  });

  test('are not known where the recording has no bytes', async () => {
    const timeline = await timelineIn('machines/three-worlds.yaml');
    const silent = [...timeline.events].map((event) => ({ ...event, tx: undefined }));
    const bare = timelineOf(silent, timeline.machine);

    expect(bare.transactions[1]?.send).toBe('lend');
    expect(termsOf(bare, 1, 100)).toBeUndefined();
    expect(termsOf(timeline, 99, 100)).toBeUndefined();
  });
});
